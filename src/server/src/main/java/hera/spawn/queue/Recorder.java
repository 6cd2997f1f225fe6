package hera.spawn.queue;

import hera.foundation.time.Cancellable;
import hera.foundation.time.Timer;
import hera.spawn.log.NodeOutcome;
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

    private final long node;
    private final WriteLog log;
    private final Timer timer;
    private final Runnable recorded;
    private final List<NodeOutcome> waiting = new ArrayList<>();
    private final Map<Long, StoredAnswer> answers = new HashMap<>();

    private @Nullable Cancellable due;
    private boolean running;
    private boolean closed;

    /**
     * @param recorded run after each batch
     */
    Recorder(long node, WriteLog log, Timer timer, Runnable recorded) {
        this.node = node;
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

    /** Forgets outcomes that are not recorded. */
    void close() {
        closed = true;
        if (due != null) {
            due.cancel();
            due = null;
        }
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
        if (waiting.size() >= BATCH || outcome.state() == WriteState.PARKED) {
            flush();
        } else if (due == null && !running) {
            due = timer.after(LATEST, this::flush);
        }
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
        List<NodeOutcome> batch = List.copyOf(waiting);
        log.record(
                node,
                batch.get(batch.size() - 1).sequence(),
                batch,
                Map.copyOf(answers),
                done -> ended(batch.size(), done));
    }

    /** Records the outcome of a dead letter, again and again until the log has taken it. */
    void settle(NodeOutcome outcome, @Nullable StoredAnswer answer, Runnable whenStored) {
        log.settle(node, outcome, answer, stored -> {
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
            batch.clear();
            if (!waiting.isEmpty()) {
                boolean soon = waiting.size() >= BATCH
                        || waiting.stream().anyMatch(outcome -> outcome.state() == WriteState.PARKED);
                due = timer.after(soon ? Duration.ZERO : LATEST, this::flush);
            }
            recorded.run();
        } else {
            due = timer.after(PAUSE_AFTER_FAILURE, this::flush);
        }
    }
}
