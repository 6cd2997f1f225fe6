package hera.spawn.queue;

import hera.foundation.time.Cancellable;
import hera.foundation.time.Timer;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.OutcomeBatch;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteLog;
import hera.spawn.log.WriteState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The recorder of a node's outcomes, in batches: soon after the first, or when there are many. After a crash, the node
 * gets again at most the writes whose outcomes were not recorded.
 */
final class Recorder {
    /** The most writes that a node may get again, as the contract bounds it. */
    static final int MOST_UNRECORDED = 256;

    private static final int BATCH = MOST_UNRECORDED / 2;
    private static final Duration LATEST = Duration.ofMillis(50);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final WriteLog log;
    private final Timer timer;
    private final Runnable recorded;
    private final List<NodeOutcome> waiting = new ArrayList<>();
    private final Map<Long, StoredAnswer> answers = new HashMap<>();
    private final Map<Long, StoredAnswer> replies = new HashMap<>();
    private final List<Runnable> whenEmpty = new ArrayList<>();

    private QueueClaim claim;
    private boolean soon;
    private @Nullable Cancellable due;
    private boolean running;
    private boolean closed;

    /**
     * @param recorded run after each batch
     */
    Recorder(QueueClaim claim, WriteLog log, Timer timer, Runnable recorded) {
        this.claim = claim;
        this.log = log;
        this.timer = timer;
        this.recorded = recorded;
    }

    /** Returns whether no more may be sent before outcomes are recorded. */
    boolean isFull() {
        return waiting.size() >= MOST_UNRECORDED;
    }

    /** Returns the last write up to which all are recorded, given the last one with an outcome. */
    long recordedBefore(long position) {
        return waiting.isEmpty() ? position : waiting.get(0).sequence() - 1;
    }

    /** Goes on under a later term, before which no other Spawn had the queue. */
    void renew(QueueClaim later) {
        claim = later;
        flush();
    }

    /** Runs a task once all outcomes are recorded, or forgotten. */
    void whenEmpty(Runnable task) {
        if (waiting.isEmpty() || closed) {
            task.run();
        } else {
            whenEmpty.add(task);
            flush();
        }
    }

    /** Forgets outcomes that are not recorded. */
    void close() {
        closed = true;
        if (due != null) {
            due.cancel();
            due = null;
        }
        ranEmpty();
    }

    private void ranEmpty() {
        List<Runnable> tasks = List.copyOf(whenEmpty);
        whenEmpty.clear();
        tasks.forEach(Runnable::run);
    }

    /** Returns the outcome of a write that is not recorded yet; null if it is, or if there is none. */
    @Nullable
    NodeOutcome find(long sequence) {
        if (waiting.isEmpty()) {
            return null;
        }
        long place = sequence - waiting.get(0).sequence();
        return place < 0 || place >= waiting.size() ? null : waiting.get((int) place);
    }

    /**
     * Adds an outcome. That of a parked write is recorded at once, because operators look for it.
     *
     * @param answer the node's, if it is to be kept
     */
    void add(NodeOutcome outcome, @Nullable StoredAnswer answer) {
        waiting.add(outcome);
        if (answer != null) {
            answers.put(outcome.sequence(), answer);
        }
        if (waiting.size() >= BATCH || outcome.state() == WriteState.PARKED || soon) {
            flush();
        } else if (due == null && !running) {
            due = timer.after(LATEST, this::flush);
        }
    }

    /**
     * Prepares to record the outcome that is added next at once, for a client of another Spawn waits for it.
     *
     * @param answer the node's, if there is one; kept if it is not too long
     */
    void reply(long sequence, @Nullable WriteAnswer answer) {
        StoredAnswer kept = WriteAnswer.kept(answer);
        if (kept != null && answer != null && kept.body().length == answer.length()) {
            replies.put(sequence, kept);
        }
        soon = true;
    }

    /** Records all outcomes now. */
    void flush() {
        if (due != null) {
            due.cancel();
            due = null;
        }
        if (running || closed || waiting.isEmpty()) {
            return;
        }
        running = true;
        soon = false;
        List<NodeOutcome> batch = List.copyOf(waiting);
        log.record(
                claim,
                batch.get(batch.size() - 1).sequence(),
                new OutcomeBatch(batch, answers, replies),
                done -> ended(batch.size(), done));
    }

    /** Records the outcome of a dead letter, again and again until the log has taken it. */
    void settle(NodeOutcome outcome, @Nullable StoredAnswer answer, Runnable whenStored) {
        log.settle(claim, outcome, answer, stored -> {
            if (stored) {
                whenStored.run();
            } else if (!closed) {
                timer.after(PAUSE_AFTER_FAILURE, () -> settle(outcome, answer, whenStored));
            }
        });
    }

    private void ended(int count, boolean done) {
        running = false;
        if (closed) {
            return;
        }
        if (done) {
            List<NodeOutcome> batch = waiting.subList(0, count);
            batch.forEach(outcome -> answers.remove(outcome.sequence()));
            batch.forEach(outcome -> replies.remove(outcome.sequence()));
            batch.clear();
            if (!waiting.isEmpty()) {
                boolean isUrgent = soon
                        || !whenEmpty.isEmpty()
                        || waiting.size() >= BATCH
                        || waiting.stream().anyMatch(outcome -> outcome.state() == WriteState.PARKED);
                due = timer.after(isUrgent ? Duration.ZERO : LATEST, this::flush);
            } else {
                ranEmpty();
            }
            recorded.run();
        } else {
            due = timer.after(PAUSE_AFTER_FAILURE, this::flush);
        }
    }
}
