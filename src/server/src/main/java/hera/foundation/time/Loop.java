package hera.foundation.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A periodic task: each run starts an interval after the last one ended, even if that one threw. Runs never overlap.
 * Thread-safe.
 */
public final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);

    /** The delay when the interval's supplier fails. */
    private static final Duration FALLBACK = Duration.ofSeconds(1);

    private final String name;
    private final Timer timer;
    private final Supplier<Duration> interval;
    private final Runnable work;
    private final AtomicLong failures = new AtomicLong();
    private final Object lock = new Object();

    /** The next run, or the one under way; null while stopped. Guarded by {@link #lock}. */
    private @Nullable Turn turn;

    /**
     * @param name for the log and for metrics
     * @param interval called before each run, so that it may change, be jittered, or back off
     * @param work must not block, if the timer's thread is shared
     */
    public Loop(String name, Timer timer, Supplier<Duration> interval, Runnable work) {
        this.name = name;
        this.timer = timer;
        this.interval = interval;
        this.work = work;
    }

    /** Starts; the first run comes after one interval. Without effect while it is started. */
    public void start() {
        start(nextInterval());
    }

    /** Starts; the first run comes after the given delay. Without effect while it is started. */
    public void start(Duration firstDelay) {
        synchronized (lock) {
            if (turn == null) {
                schedule(firstDelay);
            }
        }
    }

    /** Stops; a run in progress may finish, but is the last one. May be started again. */
    public void stop() {
        synchronized (lock) {
            if (turn != null) {
                turn.cancel();
                turn = null;
            }
        }
    }

    /** Returns how many runs have thrown; for tests. */
    long failures() {
        return failures.get();
    }

    private void schedule(Duration delay) {
        Turn next = new Turn();
        turn = next;
        next.scheduled = timer.after(delay, () -> run(next));
    }

    private void run(Turn current) {
        synchronized (lock) {
            if (turn != current) {
                return;
            }
        }
        try {
            work.run();
        } catch (Throwable e) {
            log.warn("event=loop-failed loop={} failures={}", name, failures.incrementAndGet(), e);
        } finally {
            Duration delay = nextInterval();
            synchronized (lock) {
                if (turn == current) {
                    schedule(delay);
                }
            }
        }
    }

    private Duration nextInterval() {
        try {
            return interval.get();
        } catch (RuntimeException e) {
            log.warn("event=loop-interval-failed loop={} failures={}", name, failures.incrementAndGet(), e);
            return FALLBACK;
        }
    }

    /** A token of one scheduled run, by which the run knows whether the loop was stopped or restarted meanwhile. */
    private static final class Turn {
        @Nullable
        Cancellable scheduled;

        void cancel() {
            if (scheduled != null) {
                scheduled.cancel();
            }
        }
    }
}
