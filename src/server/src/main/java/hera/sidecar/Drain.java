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
 * at least a second, if that is allowed, so that all senders learn of it. Then nobody is accepted any more, and who came
 * just before still gets an answer.
 */
final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** How long a client that has just connected may take to send its first request, at the very end. */
    private static final Duration FOR_NEWCOMERS = Duration.ofSeconds(1);

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
        long startMillis = clock.now().agingMillis();
        duty.leave();
        server.drain();
        log.info("event=draining longest={}", longest);
        await(() -> server.isIdle() && millisSince(startMillis) >= LEAST.toMillis(), startMillis, longest);
        log.info("event=drained idle={}", server.isIdle());
        server.dismissClients();
        Duration passed = Duration.ofMillis(millisSince(startMillis));
        Duration end = passed.plus(FOR_NEWCOMERS).compareTo(longest) < 0 ? passed.plus(FOR_NEWCOMERS) : longest;
        await(() -> !server.hasClients(), startMillis, end);
        server.closeClients();
    }

    /** Waits for the condition, at most until so much time has passed since the start. */
    private void await(BooleanSupplier condition, long startMillis, Duration most) {
        CountDownLatch done = new CountDownLatch(1);
        Loop looks = new Loop("drain", timer, () -> LOOK_INTERVAL, () -> {
            if (condition.getAsBoolean() || millisSince(startMillis) >= most.toMillis()) {
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

    private long millisSince(long startMillis) {
        return clock.now().agingMillis() - startMillis;
    }
}
