package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.WriteDraft;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bounds of nodes' queues. Writes on their way to the log count, too. */
final class QueueBounds {
    private final QueueEnvironment env;
    private final Set<String> appending = new HashSet<>();
    private long appendingWrites;
    private long appendingBytes;

    QueueBounds(QueueEnvironment env) {
        this.env = env;
    }

    void appending(WriteDraft draft) {
        appending.add(draft.id());
        appendingWrites++;
        appendingBytes += draft.bytes();
    }

    void appended(WriteDraft draft) {
        appending.remove(draft.id());
        appendingWrites--;
        appendingBytes -= draft.bytes();
    }

    /** Returns those of the log's writes that come before the first of which this Spawn has not heard yet that it was stored. */
    List<LoggedWrite> beforeAppending(List<LoggedWrite> writes) {
        return writes.stream()
                .takeWhile(write -> !appending.contains(write.draft().id()))
                .toList();
    }

    /**
     * Returns the bound that a write would exceed, with its value; null if there is room.
     *
     * @param last the last write in the log
     * @param total the bytes of all writes
     */
    @Nullable
    String broken(NodeQueue queue, long last, long total, WriteDraft draft) {
        QueueSettings bounds = env.settings();
        if (last - queue.position() + appendingWrites >= bounds.maxWrites()) {
            return "queue.max-writes is %d".formatted(bounds.maxWrites());
        }
        if (queue.gauge.pendingBytes(total) + appendingBytes + draft.bytes() > bounds.maxBytes()) {
            return "queue.max-bytes is %d".formatted(bounds.maxBytes());
        }
        return isTooOld(queue)
                ? "queue.max-age-seconds is %d".formatted(bounds.maxAge().toSeconds())
                : null;
    }

    /**
     * Returns why a queue is too full though it is not this Spawn that fills it; null if it is not.
     *
     * @param last the last write in the log
     * @param total the bytes of all writes
     */
    @Nullable
    String passed(NodeQueue queue, long last, long total) {
        QueueSettings bounds = env.settings();
        if (isTooOld(queue)) {
            return "its oldest write is older than queue.max-age-seconds";
        }
        if (last - queue.position() > bounds.maxWrites()) {
            return "its queue is full: queue.max-writes is %d".formatted(bounds.maxWrites());
        }
        return queue.gauge.pendingBytes(total) > bounds.maxBytes()
                ? "its queue is full: queue.max-bytes is %d".formatted(bounds.maxBytes())
                : null;
    }

    /** Returns whether the oldest write of the queue is older than it may be. */
    boolean isTooOld(NodeQueue queue) {
        if (env.settings().maxAge().isZero()) {
            return false;
        }
        long lag = queue.gauge.lagMillis(env.clock().now().agingMillis());
        return lag != Long.MAX_VALUE && lag > env.settings().maxAge().toMillis();
    }
}
