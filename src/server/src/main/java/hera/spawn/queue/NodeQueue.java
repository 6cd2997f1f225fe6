package hera.spawn.queue;

import hera.foundation.time.Cancellable;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries to one node: one at a time, in the log's order, each until it is final there. The queue itself is no
 * more than the node's position in the log. Used on the core's thread; {@link NodeGauge} shows it to other threads.
 */
final class NodeQueue {
    private final QueueEnvironment env;
    private final Owner owner;
    private final Recorder recorder;
    private final ReadAhead ahead;
    private final ArrayDeque<LoggedWrite> replays = new ArrayDeque<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    final NodeGauge gauge;

    /** The sequences of the writes in {@link #replays}, and of one that is under way. */
    private final Set<Long> replaying = new HashSet<>();

    /** The sequences of the dead letters. */
    private final Set<Long> parked;

    private NodeRow row;
    private long position;
    private long positionTotal = -1;
    private long headAging = NodeGauge.UNKNOWN;

    private boolean up;
    private boolean busy;
    private boolean stuck;
    private boolean closed;
    private int held;
    private int attempts;
    private int counted;
    private int failures;
    private @Nullable Cancellable pause;

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
        this.owner = owner;
        this.row = row;
        this.position = row.position();
        this.parked = new HashSet<>(parked);
        gauge = new NodeGauge(row);
        recorder = new Recorder(row.id(), env.log(), env.timer(), this::pump);
        ahead = new ReadAhead(env, tail, new ReadAhead.Owner() {
            @Override
            public void loaded() {
                appended();
            }

            @Override
            public void gone(long sequence) {
                owner.outOfStep(NodeQueue.this, "the log no longer has write " + sequence);
            }
        });
    }

    NodeRow row() {
        return row.at(row.since(), position);
    }

    long position() {
        return position;
    }

    Set<Long> parked() {
        return parked;
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
                sequence, WriteState.PENDING, 0, isHead ? attempts : 0, isHead && failures > 0 ? gauge.lastError : "");
    }

    /** Replaces the row, except for its place in the log: a node that is moved gets a new queue. */
    void changed(NodeRow next) {
        row = next;
        gauge.row = next;
        refresh();
    }

    /** Sends nothing more until it is released, and runs the task once nothing is under way. */
    void hold(Runnable whenHeld) {
        held++;
        if (busy) {
            whenIdle.add(whenHeld);
        } else {
            whenHeld.run();
        }
    }

    void release() {
        held--;
        pump();
    }

    /** Ends the queue; an answer that still comes is ignored. */
    void close() {
        closed = true;
        cancelPause();
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
        for (LoggedWrite write : writes) {
            if (parked.contains(write.sequence()) && replaying.add(write.sequence())) {
                replays.add(write);
            }
        }
        pump();
    }

    /** Drops parked writes for an operator; the task runs once the log has recorded that. */
    void unparked(List<DeadLetter> letters, Runnable whenStored) {
        int left = letters.size();
        for (DeadLetter letter : letters) {
            long sequence = letter.write().sequence();
            parked.remove(sequence);
            replaying.remove(sequence);
            replays.removeIf(write -> write.sequence() == sequence);
            gauge.count(WriteState.DROPPED);
            recorder.settle(letter.outcome().dropped(), letter.answer(), --left == 0 ? whenStored : () -> {});
        }
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

    /** Begins the next delivery, if there is one and it may. */
    void pump() {
        if (busy || pause != null || !mayDeliver()) {
            return;
        }
        LoggedWrite replayed = replays.poll();
        if (replayed != null) {
            send(new Parcel(replayed, 1, true, false));
            return;
        }
        if (recorder.isFull()) {
            recorder.flush();
            return;
        }
        LoggedWrite next = next();
        if (next != null) {
            attempts++;
            send(new Parcel(next, attempts, false, owner.wants(next.sequence(), row.id())));
        }
    }

    private boolean mayDeliver() {
        return up && held == 0 && !closed && row.active() && !row.maintenance() && !row.needsResync();
    }

    private @Nullable LoggedWrite next() {
        return position < owner.last() ? ahead.next(position + 1) : null;
    }

    private void send(Parcel parcel) {
        busy = true;
        env.courier().deliver(row, parcel, exchange -> ended(parcel, exchange));
    }

    private void ended(Parcel parcel, DeliveryResult exchange) {
        busy = false;
        DeliveryVerdict verdict = DeliveryVerdict.of(exchange);
        WriteAnswer answer = exchange instanceof DeliveryResult.Answered answered ? answered.answer() : null;
        if (closed) {
            release(answer);
        } else if (parcel.replay()) {
            replayed(parcel.write(), verdict, answer);
        } else if (verdict.isFinal()) {
            settle(parcel.write(), verdict, verdict.state(), answer);
        } else {
            failed(parcel.write(), verdict, exchange, answer);
        }
        List<Runnable> tasks = List.copyOf(whenIdle);
        whenIdle.clear();
        tasks.forEach(Runnable::run);
        pump();
    }

    private void failed(
            LoggedWrite write, DeliveryVerdict verdict, DeliveryResult exchange, @Nullable WriteAnswer answer) {
        gauge.lastError = verdict.error();
        gauge.failed.increment();
        if (verdict.away()) {
            release(answer);
            attempts--;
            up = false;
            gauge.up = false;
            gauge.downReason = verdict.error();
            owner.wentDown(this, verdict.error());
            return;
        }
        counted += verdict.counts() ? 1 : 0;
        gauge.retried.increment();
        if (counted >= env.settings().attempts() && poisoned(write, verdict, answer)) {
            return;
        }
        release(answer);
        if (!verdict.atOnce()) {
            failures++;
            wait(exchange);
        }
    }

    /** Treats a write that failed too often; returns whether that ended it here. */
    private boolean poisoned(LoggedWrite write, DeliveryVerdict verdict, @Nullable WriteAnswer answer) {
        switch (env.settings().onPoison()) {
            case PARK -> {
                if (parked.size() < env.settings().maxParked()) {
                    settle(write, verdict, WriteState.PARKED, answer);
                    return true;
                }
                stuck = true;
                refresh();
            }
            case RESYNC -> {
                release(answer);
                owner.outOfStep(
                        this, "write %s failed: %s".formatted(write.draft().id(), verdict.error()));
                return true;
            }
            case HOLD -> {}
        }
        return false;
    }

    private void wait(DeliveryResult exchange) {
        Duration wanted = env.settings().pauses().jittered(failures, env.random());
        if (exchange instanceof DeliveryResult.Answered answered && answered.retryAfterMillis() > wanted.toMillis()) {
            long most = env.settings().pauses().most().toMillis();
            wanted = Duration.ofMillis(Math.min(answered.retryAfterMillis(), most));
        }
        gauge.nextAttemptAging = env.clock().now().agingMillis() + wanted.toMillis();
        pause = env.timer().after(wanted, () -> {
            cancelPause();
            pump();
        });
    }

    private void cancelPause() {
        if (pause != null) {
            pause.cancel();
            pause = null;
            gauge.nextAttemptAging = 0;
        }
    }

    private void settle(LoggedWrite write, DeliveryVerdict verdict, WriteState state, @Nullable WriteAnswer answer) {
        NodeOutcome outcome = new NodeOutcome(write.sequence(), state, verdict.status(), attempts, verdict.error());
        boolean parks = state == WriteState.PARKED;
        if (parks) {
            parked.add(write.sequence());
        }
        position = write.sequence();
        positionTotal = write.total();
        startHead();
        gauge.count(state);
        if (state != WriteState.DELIVERED) {
            gauge.lastError = verdict.error();
        }
        recorder.add(outcome, parks ? kept(answer) : null);
        refresh();
        owner.settled(this, write, outcome, answer);
    }

    /** Records the result of a replay; after a failure the write stays parked, with the new error. */
    private void replayed(LoggedWrite write, DeliveryVerdict verdict, @Nullable WriteAnswer answer) {
        replaying.remove(write.sequence());
        boolean wasDropped = !parked.contains(write.sequence());
        WriteState missed = wasDropped ? WriteState.DROPPED : WriteState.PARKED;
        WriteState state = verdict.isFinal() ? verdict.state() : missed;
        NodeOutcome outcome =
                new NodeOutcome(write.sequence(), state, verdict.status(), 1, verdict.isFinal() ? "" : verdict.error());
        if (verdict.isFinal()) {
            parked.remove(write.sequence());
            stuck = false;
            gauge.count(state);
        } else {
            gauge.lastError = verdict.error();
        }
        if (verdict.away()) {
            up = false;
            gauge.up = false;
            replays.clear();
            replaying.clear();
            owner.wentDown(this, verdict.error());
        }
        recorder.settle(outcome, kept(answer), () -> {});
        refresh();
        release(answer);
    }

    private static @Nullable StoredAnswer kept(@Nullable WriteAnswer answer) {
        return answer == null
                ? null
                : new StoredAnswer(answer.status(), "", answer.fields(), answer.start(WriteBody.MOST_INLINE));
    }

    private static void release(@Nullable WriteAnswer answer) {
        if (answer != null) {
            answer.release();
        }
    }

    private void startHead() {
        attempts = 0;
        counted = 0;
        failures = 0;
        stuck = false;
        headAging = NodeGauge.UNKNOWN;
        cancelPause();
    }

    /** Updates the gauge. */
    private void refresh() {
        long pending = row.needsResync() ? 0 : owner.last() - position;
        if (pending > 0) {
            LoggedWrite head = next();
            if (head != null && headAging == NodeGauge.UNKNOWN) {
                headAging = ahead.accepted(head);
                positionTotal = head.total() - head.draft().bytes();
            }
        } else {
            headAging = NodeGauge.UNKNOWN;
        }
        gauge.show(position, positionTotal, pending, headAging, parked.size(), stuck);
    }
}
