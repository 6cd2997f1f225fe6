package hera.failover.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of a call's time limit, by the monotonic clock. */
public final class Deadline {
    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /**
     * Returns the end of a limit that begins now.
     *
     * @param limit the longest time that the call may take
     * @return its end
     */
    public static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /**
     * Returns what is left, for parameters of which 0 would mean no limit.
     *
     * @return milliseconds, at least 1
     */
    public int leftMillis() {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, millis));
    }
}
