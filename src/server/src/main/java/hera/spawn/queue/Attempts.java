package hera.spawn.queue;

import hera.foundation.time.Cancellable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The attempts to deliver the write at the head of a node's queue, and the pause before the next one. */
final class Attempts {
    private final QueueEnvironment env;
    private final NodeGauge gauge;
    private int made;
    private int counted;
    private int failures;
    private @Nullable Cancellable pause;

    Attempts(QueueEnvironment env, NodeGauge gauge) {
        this.env = env;
        this.gauge = gauge;
    }

    /** Begins anew with another write. */
    void startHead() {
        made = 0;
        counted = 0;
        failures = 0;
        cancelPause();
    }

    /** Returns the number of the next attempt. */
    int next() {
        return ++made;
    }

    /** Records that nothing was sent after all. */
    void takeBack() {
        made--;
    }

    int made() {
        return made;
    }

    boolean haveFailed() {
        return failures > 0;
    }

    boolean isPaused() {
        return pause != null;
    }

    /** Counts a failure; returns whether there have been too many that count. */
    boolean areTooMany(DeliveryVerdict verdict) {
        counted += verdict.counts() ? 1 : 0;
        return counted >= env.settings().attempts();
    }

    /** Waits before the next attempt. */
    void wait(DeliveryResult exchange, Runnable then) {
        failures++;
        Duration wanted = env.settings().pauses().jittered(failures, env.random());
        if (exchange instanceof DeliveryResult.Answered answered && answered.retryAfterMillis() > wanted.toMillis()) {
            long most = env.settings().pauses().most().toMillis();
            wanted = Duration.ofMillis(Math.min(answered.retryAfterMillis(), most));
        }
        gauge.nextAttemptAging = env.clock().now().agingMillis() + wanted.toMillis();
        pause = env.timer().after(wanted, () -> {
            cancelPause();
            then.run();
        });
    }

    void cancelPause() {
        if (pause != null) {
            pause.cancel();
            pause = null;
            gauge.nextAttemptAging = 0;
        }
    }
}
