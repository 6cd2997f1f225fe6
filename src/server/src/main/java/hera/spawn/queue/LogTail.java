package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.WriteBody;
import org.jspecify.annotations.Nullable;

/** The newest writes, in memory, so that nodes that keep up never read the log. Bounded in number and bytes. */
final class LogTail {
    /** A write, and when it was accepted by the monotonic clock. */
    record Recent(LoggedWrite write, long agingMillis) {}

    private final @Nullable Recent[] ring;
    private final long mostBytes;

    private long first = 1;
    private long last;
    private long bytes;

    /**
     * @param most the most writes that are kept
     * @param mostBytes the most bytes of their heads and inline bodies
     */
    LogTail(int most, long mostBytes) {
        ring = new @Nullable Recent[most];
        this.mostBytes = mostBytes;
    }

    /** Adds the write that follows the last one; after a gap, forgets all before it. */
    void add(LoggedWrite write, long agingMillis) {
        if (write.sequence() != last + 1) {
            while (first <= last) {
                forgetFirst();
            }
            first = write.sequence();
        }
        last = write.sequence();
        if (last - first >= ring.length) {
            forgetFirst();
        }
        ring[place(last)] = new Recent(write, agingMillis);
        bytes += size(write);
        while (bytes > mostBytes && first < last) {
            forgetFirst();
        }
    }

    /** Returns the write, null if it is not kept. */
    @Nullable
    Recent find(long sequence) {
        return sequence < first || sequence > last ? null : ring[place(sequence)];
    }

    private void forgetFirst() {
        Recent forgotten = ring[place(first)];
        ring[place(first)] = null;
        bytes -= forgotten == null ? 0 : size(forgotten.write());
        first++;
    }

    private int place(long sequence) {
        return (int) (sequence % ring.length);
    }

    private static long size(LoggedWrite write) {
        return write.draft().head().length
                + (write.draft().body() instanceof WriteBody.Inline inline ? inline.length() : 0);
    }
}
