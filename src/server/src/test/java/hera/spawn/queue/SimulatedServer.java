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
    private final Timer timer;
    private final Random random;
    Mood mood = Mood.WELL;

    SimulatedServer(Timer timer, Random random) {
        this.timer = timer;
        this.random = random;
    }

    void take(int life, Parcel parcel, Consumer<DeliveryResult> done) {
        String id = parcel.write().draft().id();
        Mood now = mood;
        if (now == Mood.REFUSES_CONNECTIONS) {
            after(1, () -> done.accept(new DeliveryResult.Unreached("refused")));
            return;
        }
        after(1 + random.nextInt(now == Mood.SLOW ? 2000 : 5), () -> {
            arrivals.add(new Arrival(life, parcel.write().sequence(), id, parcel.attempt(), parcel.replay()));
            after(1 + random.nextInt(3), () -> answer(now, parcel, id, done));
        });
    }

    private void answer(Mood now, Parcel parcel, String id, Consumer<DeliveryResult> done) {
        switch (now) {
            case HANGS -> after(30_000, () -> done.accept(new DeliveryResult.TimedOut()));
            case BUSY -> done.accept(new DeliveryResult.Answered(random.nextBoolean() ? 503 : 429, 500, null));
            case FAILS -> done.accept(new DeliveryResult.Answered(500, DeliveryResult.NO_RETRY_AFTER, null));
            case BREAKS_AFTER_APPLYING -> {
                applied.add(id);
                done.accept(new DeliveryResult.Broken("reset"));
            }
            default -> wellAnswered(parcel, id, done);
        }
    }

    /** The id says what the application thinks of the write. */
    private void wellAnswered(Parcel parcel, String id, Consumer<DeliveryResult> done) {
        int status = id.contains("poison") ? 500 : id.contains("bad") ? 422 : 200;
        if (status == 200) {
            applied.add(id);
        } else if (status == 422) {
            refused.add(id);
        }
        NodeAnswer answer = parcel.wanted() ? new CannedAnswer(status, id) : null;
        done.accept(new DeliveryResult.Answered(status, DeliveryResult.NO_RETRY_AFTER, answer));
    }

    private void after(int millis, Runnable task) {
        timer.after(Duration.ofMillis(millis), task);
    }

    /** An answer that counts its users. */
    static final class CannedAnswer implements NodeAnswer {
        private final int status;
        private final String text;
        private int users = 1;

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
        public NodeAnswer retain() {
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
