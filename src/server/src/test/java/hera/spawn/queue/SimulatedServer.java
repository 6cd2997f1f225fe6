package hera.spawn.queue;

import hera.foundation.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** A server of the application, with moods, that records what it gets. */
final class SimulatedServer {
    /** How it behaves. */
    enum Mood {
        WELL,
        SLOW,
        BUSY,
        REFUSES_CONNECTIONS,
        HANGS,
        BREAKS_AFTER_APPLYING,
        FAILS
    }

    /** One arrival. */
    record Arrival(int life, long sequence, String id, int attempt, boolean replay) {}

    final List<Arrival> arrivals = new ArrayList<>();
    final Set<String> applied = new HashSet<>();
    final Set<String> refused = new HashSet<>();
    private final long id;
    private final Timer timer;
    private final Random random;
    Mood mood = Mood.WELL;

    /** Whether it takes what was poison to it. */
    boolean cured;

    SimulatedServer(long id, Timer timer, Random random) {
        this.id = id;
        this.timer = timer;
        this.random = random;
    }

    void take(int life, Parcel parcel, Consumer<DeliveryResult> done) {
        String write = parcel.write().draft().id();
        Mood now = mood;
        if (now == Mood.REFUSES_CONNECTIONS) {
            after(1, () -> done.accept(new DeliveryResult.Unreached("refused")));
            return;
        }
        if (random.nextInt(100) == 0) {
            after(1, () -> done.accept(new DeliveryResult.Stale()));
            return;
        }
        after(1 + random.nextInt(now == Mood.SLOW ? 2000 : 5), () -> {
            arrivals.add(new Arrival(life, parcel.write().sequence(), write, parcel.attempt(), parcel.replay()));
            after(1 + random.nextInt(3), () -> answer(now, parcel, write, done));
        });
    }

    private void answer(Mood now, Parcel parcel, String write, Consumer<DeliveryResult> done) {
        switch (now) {
            case HANGS -> after(30_000, () -> done.accept(new DeliveryResult.TimedOut()));
            case BUSY -> done.accept(new DeliveryResult.Answered(random.nextBoolean() ? 503 : 429, 500, null));
            case FAILS -> done.accept(new DeliveryResult.Answered(500, DeliveryResult.NO_RETRY_AFTER, null));
            case BREAKS_AFTER_APPLYING -> {
                applied.add(write);
                done.accept(new DeliveryResult.Broken("reset"));
            }
            default -> wellAnswered(parcel, write, done);
        }
    }

    /** The id says what the application thinks of the write. */
    private void wellAnswered(Parcel parcel, String write, Consumer<DeliveryResult> done) {
        int status = status(write);
        if (status == 200) {
            applied.add(write);
        } else if (status == 422) {
            refused.add(write);
        }
        CannedAnswer answer = parcel.wanted() ? new CannedAnswer(status, write) : null;
        done.accept(new DeliveryResult.Answered(status, DeliveryResult.NO_RETRY_AFTER, answer));
    }

    private int status(String write) {
        boolean refuses = write.startsWith("bad") || (write.startsWith("split") && id % 2 == 0);
        return write.startsWith("poison") && !cured ? 500 : refuses ? 422 : 200;
    }

    private void after(int millis, Runnable task) {
        timer.after(Duration.ofMillis(millis), task);
    }

    /** An answer that counts its users. */
    static final class CannedAnswer implements WriteAnswer {
        private final int status;
        private final String text;
        private int users = 1;

        boolean isReleased() {
            return users == 0;
        }

        CannedAnswer(int status, String text) {
            this.status = status;
            this.text = text;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public byte[] fields() {
            return new byte[0];
        }

        @Override
        public long length() {
            return text.length();
        }

        @Override
        public byte[] start(int most) {
            return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        }

        @Override
        public void read(long offset, byte[] into) {
            System.arraycopy(start(0), (int) offset, into, 0, into.length);
        }

        @Override
        public WriteAnswer retain() {
            if (users <= 0) {
                throw new IllegalStateException("used after its end");
            }
            users++;
            return this;
        }

        @Override
        public void release() {
            users--;
            if (users < 0) {
                throw new IllegalStateException("released too often");
            }
        }
    }
}
