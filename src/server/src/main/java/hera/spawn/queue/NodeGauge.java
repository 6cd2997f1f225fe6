package hera.spawn.queue;

import hera.spawn.log.NodeRow;
import hera.spawn.log.WriteState;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * A node as readers and operators see it. Written by the core's thread, read by any.
 */
public final class NodeGauge {
    /** The time of the oldest write while it has not been read yet, and the bytes of all before it. */
    static final long UNKNOWN = -1;

    /** The number of delivered writes since the start; the following fields count other outcomes. */
    final LongAdder delivered = new LongAdder();

    final LongAdder refused = new LongAdder();
    final LongAdder parkedEver = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder diverged = new LongAdder();

    /** The reason why an absent node is down. */
    static final String ABSENT = "the registry does not list it";

    volatile NodeRow row;
    volatile boolean absent;
    volatile boolean up;
    volatile String downReason = "not checked yet";
    volatile String lastError = "";
    volatile long nextAttemptAging;

    private volatile String owner = "";
    private volatile long term;
    private volatile long position;
    private volatile long positionTotal = UNKNOWN;
    private volatile long pending;
    private volatile long headAging = UNKNOWN;
    private volatile Set<Long> parked = Set.of();
    private volatile boolean stuck;

    NodeGauge(NodeRow row) {
        this.row = row;
        position = row.position();
    }

    void count(WriteState state) {
        switch (state) {
            case DELIVERED -> delivered.increment();
            case REFUSED -> refused.increment();
            case PARKED -> parkedEver.increment();
            case DROPPED -> dropped.increment();
            case PENDING -> {}
        }
    }

    /**
     * Shows the oldest pending write.
     *
     * @param aging when it was accepted, by the monotonic clock; {@link #UNKNOWN} while it has not been read
     * @param totalBefore the bytes of all writes before it; {@link #UNKNOWN} while it has not been read
     */
    void head(long aging, long totalBefore) {
        headAging = aging;
        positionTotal = totalBefore;
    }

    void noHead() {
        headAging = UNKNOWN;
    }

    boolean hasUnknownHead() {
        return headAging == UNKNOWN;
    }

    /** @param nowParked the writes that are parked, thread-safe; who sees the position sees those up to it */
    void show(long newPosition, long newPending, Set<Long> nowParked, boolean isStuck) {
        parked = nowParked;
        position = newPosition;
        pending = newPending;
        stuck = isStuck;
    }

    void owned(String by, long underTerm) {
        owner = by;
        term = underTerm;
    }

    /** Returns the name of the Spawn that drains the queue; empty if there is but one, or none has it. */
    public String owner() {
        return owner;
    }

    /** Returns the term under which it does, 0 if there is but one Spawn. */
    public long term() {
        return term;
    }

    public NodeRow row() {
        return row;
    }

    public boolean isUp() {
        return up;
    }

    /** Returns whether the registry that it came from no longer lists it. */
    public boolean isAbsent() {
        return absent;
    }

    /** Returns the reason why it is not up, empty if it is. */
    public String downReason() {
        return downReason;
    }

    public String lastError() {
        return lastError;
    }

    /** Returns the last write up to which none is pending. */
    public long position() {
        return position;
    }

    public long pending() {
        return pending;
    }

    public int parked() {
        return parked.size();
    }

    /** Returns whether the node is through with a write, and has it, or has refused it. */
    public boolean isFinal(long sequence) {
        return position >= sequence && !parked.contains(sequence);
    }

    public boolean isStuck() {
        return stuck;
    }

    /** Returns the bytes of the writes that are pending, given those of all that were logged. */
    public long pendingBytes(long total) {
        return pending == 0 || positionTotal < 0 ? 0 : Math.max(0, total - positionTotal);
    }

    /**
     * Returns the age of the oldest write that is not final, 0 if there is none; the longest for a write that has not
     * been read yet.
     */
    public long lagMillis(long agingMillis) {
        if (pending == 0) {
            return 0;
        }
        long since = headAging;
        return since == UNKNOWN ? Long.MAX_VALUE : Math.max(0, agingMillis - since);
    }

    /** Returns the time to the next attempt in milliseconds, 0 if none is scheduled. */
    public long nextAttemptMillis(long agingMillis) {
        return Math.max(0, nextAttemptAging - agingMillis);
    }

    /** Returns a count by the name that the API has for it. */
    public long count(String name) {
        return switch (name) {
            case "delivered" -> delivered.sum();
            case "refused" -> refused.sum();
            case "parked" -> parkedEver.sum();
            case "dropped" -> dropped.sum();
            case "failed" -> failed.sum();
            case "retried" -> retried.sum();
            case "diverged" -> diverged.sum();
            default -> throw new IllegalArgumentException("No count is called " + name);
        };
    }
}
