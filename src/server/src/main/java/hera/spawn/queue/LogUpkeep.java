package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.WriteLog;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The work on the log each second: deletes writes that are pending at no node, some at a time, and finds writes whose
 * result was lost. Used on the core's thread, but for {@link #first}.
 */
final class LogUpkeep {
    private final QueueEnvironment env;
    private volatile long first;
    private boolean trimming;
    private boolean unsure;

    /**
     * @param first write that is still in the log
     */
    LogUpkeep(QueueEnvironment env, long first) {
        this.env = env;
        this.first = first;
    }

    /** Returns the first write that is still in the log. Thread-safe. */
    long first() {
        return first;
    }

    /** Records that it is unknown whether a write was logged. */
    void unsure() {
        unsure = true;
    }

    /**
     * Reads the writes after the last known one, if there may be any.
     *
     * @param found gets them in order
     */
    void findUntold(long last, Consumer<List<LoggedWrite>> found) {
        if (!unsure) {
            return;
        }
        unsure = false;
        env.log().read(last, WriteLog.TRIM_STEP, writes -> {
            unsure |= writes.isEmpty() || !writes.get().isEmpty();
            writes.ifPresent(found);
        });
    }

    /**
     * Deletes old writes.
     *
     * @param through returns the last write up to which all are recorded at all members
     */
    void trim(LongSupplier through) {
        if (trimming) {
            return;
        }
        trimming = true;
        long before = env.clock().now().wallMillis() - env.settings().keep().toMillis();
        env.log().trim(through.getAsLong(), before, env.settings().keepBytes(), firstLeft -> {
            boolean more = firstLeft - first >= WriteLog.TRIM_STEP;
            trimming = false;
            first = Math.max(first, firstLeft);
            if (more) {
                trim(through);
            }
        });
    }
}
