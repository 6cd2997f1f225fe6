package hera.spawn.queue;

import hera.foundation.time.Moment;
import hera.spawn.log.LoggedWrite;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next writes of one node: from memory, or some at a time from the log, when the node is far behind. */
final class ReadAhead {
    private static final int WINDOW = 256;

    /** The pause before a log that could not be read is read again. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final QueueEnvironment env;
    private final LogTail tail;
    private final Owner owner;
    private final ArrayDeque<LoggedWrite> window = new ArrayDeque<>();
    private boolean loading;
    private boolean closed;

    /** The receiver of the writes. */
    interface Owner {
        /** Announces that more writes have been read. */
        void loaded();

        /** Reports that the log no longer has the next write. */
        void gone(long sequence);
    }

    ReadAhead(QueueEnvironment env, LogTail tail, Owner owner) {
        this.env = env;
        this.tail = tail;
        this.owner = owner;
    }

    /** Returns the write, which is in the log; null if it has to be read first, which is begun. */
    @Nullable
    LoggedWrite next(long sequence) {
        while (!window.isEmpty() && window.element().sequence() < sequence) {
            window.remove();
        }
        if (!window.isEmpty()) {
            return window.element();
        }
        LogTail.Recent recent = tail.find(sequence);
        if (recent == null) {
            load(sequence);
            return null;
        }
        return recent.write();
    }

    /**
     * Returns when the write was accepted, by the monotonic clock. The age of a write from before the last start is
     * taken from the wall clock; a write from the future counts as new.
     */
    long accepted(LoggedWrite write) {
        LogTail.Recent recent = tail.find(write.sequence());
        if (recent != null) {
            return recent.agingMillis();
        }
        Moment now = env.clock().now();
        return now.agingMillis() - Math.max(0, now.wallMillis() - write.draft().acceptedMillis());
    }

    void close() {
        closed = true;
    }

    private void load(long sequence) {
        if (loading) {
            return;
        }
        loading = true;
        env.log().read(sequence - 1, WINDOW, writes -> {
            if (writes.isPresent()) {
                loading = false;
                if (!closed) {
                    took(sequence, writes.get());
                }
            } else {
                env.timer().after(AGAIN, this::loadAgain);
            }
        });
    }

    private void loadAgain() {
        loading = false;
        if (!closed) {
            owner.loaded();
        }
    }

    private void took(long sequence, List<LoggedWrite> writes) {
        if (writes.isEmpty() || writes.get(0).sequence() != sequence) {
            owner.gone(sequence);
            return;
        }
        window.clear();
        window.addAll(writes);
        owner.loaded();
    }
}
