package hera.sidecar;

import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The draining of a sidecar: it leaves the ring, still serves arriving requests, and waits until none is open. It waits
 * at least a second after that, and after the last forward that came all the same, so that all senders learn of it. Then nobody
 * is accepted any more, and who came just before still gets an answer. All of it takes no longer than is allowed.
 */
final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** How long a client that has just connected may take to send its first request, at the very end; a busy host is slow. */
    private static final Duration FOR_NEWCOMERS = Duration.ofSeconds(5);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

    private final Duty duty;
    private final SidecarServer server;
    private final Clock clock;
    private final Timer timer;
    private final Duration longest;

    /** @param longest how long it waits for what is open */
    Drain(Duty duty, SidecarServer server, Clock clock, Timer timer, Duration longest) {
        this.duty = duty;
        this.server = server;
        this.clock = clock;
        this.timer = timer;
        this.longest = longest;
    }

    /** Drains; returns at the end. */
    void run() {
        long startMillis = now();
        duty.leave();
        server.drain();
        log.info("event=draining longest={}", longest);
        Quiet forwards = new Quiet(startMillis);
        await(() -> forwards.isQuiet() && server.isIdle(), startMillis);
        log.info("event=drained idle={}", server.isIdle());
        server.dismissClients();
        long dismissedMillis = now();
        await(() -> server.isIdle() && (!server.hasClients() || isPast(dismissedMillis, FOR_NEWCOMERS)), startMillis);
        server.closeClients();
    }

    /** Waits for the condition, at most until the longest time since the start has passed. */
    private void await(BooleanSupplier condition, long startMillis) {
        CountDownLatch done = new CountDownLatch(1);
        Loop looks = new Loop("drain", timer, () -> LOOK_INTERVAL, () -> {
            if (condition.getAsBoolean() || isPast(startMillis, longest)) {
                done.countDown();
            }
        });
        looks.start(Duration.ZERO);
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        looks.stop();
    }

    private boolean isPast(long sinceMillis, Duration time) {
        return now() - sinceMillis >= time.toMillis();
    }

    private long now() {
        return clock.now().agingMillis();
    }

    /** The time since other members sent the last request here. Used by one look after another. */
    private final class Quiet {
        private long sinceMillis;
        private long forwards = server.forwards();

        private Quiet(long sinceMillis) {
            this.sinceMillis = sinceMillis;
        }

        private boolean isQuiet() {
            long received = server.forwards();
            if (received != forwards) {
                forwards = received;
                sinceMillis = now();
            }
            return isPast(sinceMillis, LEAST);
        }
    }
}
