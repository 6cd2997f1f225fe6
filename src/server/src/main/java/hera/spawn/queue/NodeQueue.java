package hera.spawn.queue;

import hera.foundation.time.Moment;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.SharedQueue;
import hera.spawn.log.WriteState;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one node: its writes come one at a time, in the log's order, each until it is final there. It is no more than
 * the node's position in the log. One of the Spawns that share a log owns it; the others follow what that one records. Used on the core's thread; {@link NodeGauge} shows it to other threads.
 */
final class NodeQueue implements ReadAhead.Owner {
    private final QueueEnvironment env;
    private final LogTail tail;
    private final Deliveries deliveries;
    private ReadAhead ahead;
    final Owner owner;
    final NodeGauge gauge;

    // Changed by the deliveries, too.
    ParkedWrites parked;
    Recorder recorder;
    QueueClaim claim;
    NodeRow row;
    long position;
    boolean up;
    boolean stuck;
    boolean closed;

    /** Whether this Spawn drains it, as far as it knows; if not, another one does, or nobody. */
    boolean owned;

    /** Grows when the queue begins anew; what was sent before counts for nothing then. */
    int beginning;

    /** The owner of the queue. */
    interface Owner {
        /** Returns the last write in the log. */
        long last();

        /** Returns whether a client may need this node's answer to the write. */
        boolean wants(long sequence, long node);

        /** Reports the outcome of a write; the callee has to release the answer, if there is one. */
        void settled(NodeQueue queue, LoggedWrite write, NodeOutcome outcome, @Nullable WriteAnswer answer);

        /** Reports that the node could not be connected to. */
        void wentDown(NodeQueue queue, String reason);

        /** Reports that the node has to be taken out. */
        void outOfStep(NodeQueue queue, String reason);
    }

    NodeQueue(QueueEnvironment env, LogTail tail, Owner owner, NodeRow row, Set<Long> parked) {
        this.env = env;
        this.tail = tail;
        this.owner = owner;
        this.row = row;
        this.position = row.position();
        this.parked = new ParkedWrites(parked);
        claim = QueueClaim.alone(row.id());
        owned = env.shared() == null;
        gauge = new NodeGauge(row);
        deliveries = new Deliveries(env, this);
        recorder = new Recorder(claim, env.log(), env.timer(), this::pump);
        ahead = new ReadAhead(env, tail, this);
    }

    @Override
    public void loaded() {
        appended();
    }

    @Override
    public void gone(long sequence) {
        owner.outOfStep(this, "the log no longer has write " + sequence);
    }

    /** Drains it from now on: from its place in the log, or from where it is if no other Spawn has had it since. */
    void own(SharedQueue seen) {
        QueueClaim next = seen.claim();
        boolean goesOn = owned && next.moves() == claim.moves() && next.term() == claim.term() + 1;
        claim = next;
        if (goesOn) {
            recorder.renew(next);
        } else {
            owned = false;
            begin(seen);
        }
        owned = true;
        gauge.owned(seen.owner(), next.term());
        appended();
    }

    /** Shows what the Spawn has recorded that drains it. */
    void follow(SharedQueue seen) {
        if (owned || !claim.equals(seen.claim())) {
            owned = false;
            claim = seen.claim();
            begin(seen);
        }
        gauge.owned(seen.owner(), claim.term());
        row = seen.row();
        gauge.row = row;
        position = row.position();
        parked = new ParkedWrites(seen.parked());
        Moment now = env.clock().now();
        long age = seen.headAccepted() == 0 ? 0 : Math.max(0, now.wallMillis() - seen.headAccepted());
        gauge.head(now.agingMillis() - age, seen.totalBefore());
        refresh();
    }

    /** Runs a task once nothing is under way and all is recorded; meanwhile sends nothing more. */
    void rested(Runnable task) {
        hold(() -> recorder.whenEmpty(() -> {
            release();
            task.run();
        }));
    }

    /**
     * Ends its deliveries and runs the task once nothing is under way and all is recorded. It stays owned if it is so under a
     * later term by then.
     */
    void leave(Runnable whenLeft) {
        QueueClaim left = claim;
        hold(() -> recorder.whenEmpty(() -> {
            owned &= !claim.equals(left);
            release();
            whenLeft.run();
        }));
    }

    /** Sends nothing more until it is owned again. */
    void rest() {
        owned = false;
    }

    /** Goes on at the place that an operator has chosen; a dead letter behind it comes again in its turn. */
    void moved(NodeRow next) {
        Set<Long> before = parked.sequences().stream()
                .filter(sequence -> sequence <= next.position())
                .collect(Collectors.toSet());
        begin(next, before, NodeGauge.UNKNOWN);
        appended();
    }

    private void begin(SharedQueue seen) {
        begin(seen.row(), seen.parked(), seen.totalBefore());
    }

    private void begin(NodeRow at, Set<Long> letters, long totalBefore) {
        beginning++;
        recorder.close();
        ahead.close();
        recorder = new Recorder(claim, env.log(), env.timer(), this::pump);
        ahead = new ReadAhead(env, tail, this);
        parked = new ParkedWrites(letters);
        row = at;
        gauge.row = row;
        position = row.position();
        startHead(totalBefore);
    }

    NodeRow row() {
        return row.at(row.since(), position);
    }

    long position() {
        return position;
    }

    /** Returns the outcome of a write that is not recorded yet, null if it is recorded, or there is none. */
    @Nullable
    NodeOutcome unrecorded(long sequence) {
        return recorder.find(sequence);
    }

    /** Returns the outcome of a pending write so far. */
    NodeOutcome pendingOutcome(long sequence) {
        boolean isHead = sequence == position + 1;
        return new NodeOutcome(
                sequence,
                WriteState.PENDING,
                0,
                isHead ? deliveries.attempts.made() : 0,
                isHead && deliveries.attempts.haveFailed() ? gauge.lastError : "");
    }

    /** Replaces the row, except for its place in the log. */
    void changed(NodeRow next) {
        row = next;
        gauge.row = next;
        refresh();
    }

    /** Sends nothing more until it is released, and runs the task once nothing is under way. */
    void hold(Runnable whenHeld) {
        deliveries.hold(whenHeld);
    }

    void release() {
        deliveries.release();
    }

    /** Begins the next delivery, if there is one and it may. */
    void pump() {
        deliveries.pump();
    }

    /** Ends the queue; an answer that still comes is ignored. */
    void close() {
        closed = true;
        deliveries.attempts.cancelPause();
        recorder.close();
        ahead.close();
    }

    /** Sets the node's health. */
    void checked(boolean isUp, String reason) {
        if (isUp != up) {
            up = isUp;
            gauge.up = isUp;
        }
        gauge.downReason = isUp ? "" : reason;
        if (isUp) {
            pump();
        }
    }

    /** Continues after a write was added to the log, or read from it. */
    void appended() {
        refresh();
        pump();
    }

    /** Sends parked writes again, between two deliveries; one that already waits for that is sent once. */
    void replay(List<LoggedWrite> writes) {
        parked.replay(writes);
        pump();
    }

    /** Drops parked writes for an operator; the task runs once the log has recorded that. */
    void unparked(List<DeadLetter> letters, Runnable whenStored) {
        int left = letters.size();
        for (DeadLetter letter : letters) {
            long sequence = letter.write().sequence();
            parked.remove(sequence);
            gauge.count(WriteState.DROPPED);
            recorder.settle(letter.outcome().dropped(), letter.answer(), --left == 0 ? whenStored : () -> {});
        }
        stuck = false;
        refresh();
    }

    /** Shows again what is parked, after another Spawn has changed that. */
    void parkedChanged() {
        stuck = false;
        refresh();
    }

    void flush() {
        recorder.flush();
    }

    /** Returns the last write up to which all is recorded. */
    long recordedPosition() {
        return recorder.recordedBefore(position);
    }

    @Nullable
    LoggedWrite next() {
        return position < owner.last() ? ahead.next(position + 1) : null;
    }

    void startHead(long totalBefore) {
        deliveries.attempts.startHead();
        stuck = false;
        gauge.head(NodeGauge.UNKNOWN, totalBefore);
    }

    /** Updates the gauge. */
    void refresh() {
        long pending = row.needsResync() ? 0 : Math.max(0, owner.last() - position);
        if (pending == 0 && owned) {
            gauge.noHead();
        } else if (owned && gauge.hasUnknownHead()) {
            LoggedWrite head = next();
            if (head != null) {
                gauge.head(ahead.accepted(head), head.total() - head.draft().bytes());
            }
        } else if (!owned) {
            LogTail.Recent head = tail.find(position + 1);
            if (head != null) {
                gauge.head(
                        head.agingMillis(),
                        head.write().total() - head.write().draft().bytes());
            }
        }
        gauge.show(position, pending, parked.sequences(), stuck);
    }
}
