package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.WriteLog;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What is done to the log each second: writes that are through leave it, some at a time, and those that it took without
 * anybody being told are found. Used on the core's thread, but for {@link #first}.
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

    /** It is unknown whether a write was logged. */
    void unsure() {
        unsure = true;
    }

    /**
     * Looks for writes after the last one that is known, if there may be any.
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
     * Lets old writes go.
     *
     * @param through says which is the last write that is recorded at all members
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
