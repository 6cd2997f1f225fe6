package hera.spawn.queue;

import hera.foundation.time.Cancellable;
import hera.foundation.time.Timer;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.WriteLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records what became of a node's writes, in batches: soon after the first, or when there are many. After a crash, a node
 * gets again at most what was not recorded.
 */
final class Recorder {
    /** The contract's bound of what a node may get again. */
    static final int MOST_UNRECORDED = 256;

    private static final int BATCH = MOST_UNRECORDED / 2;
    private static final Duration LATEST = Duration.ofMillis(50);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final long node;
    private final WriteLog log;
    private final Timer timer;
    private final Runnable recorded;
    private final List<NodeOutcome> waiting = new ArrayList<>();

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

    /** Returns whether nothing more may be sent before something is recorded. */
    boolean isFull() {
        return waiting.size() >= MOST_UNRECORDED;
    }

    /** Returns the last write up to which all is recorded, given the last that is through. */
    long recordedBefore(long position) {
        return waiting.isEmpty() ? position : waiting.get(0).sequence() - 1;
    }

    /** Forgets what is not recorded. */
    void close() {
        closed = true;
        if (due != null) {
            due.cancel();
            due = null;
        }
    }

    /** Returns what is not recorded yet, if the write is among it. */
    @Nullable
    NodeOutcome find(long sequence) {
        if (waiting.isEmpty()) {
            return null;
        }
        long place = sequence - waiting.get(0).sequence();
        return place < 0 || place >= waiting.size() ? null : waiting.get((int) place);
    }

    void add(NodeOutcome outcome) {
        waiting.add(outcome);
        if (waiting.size() >= BATCH) {
            flush();
        } else if (due == null && !running) {
            due = timer.after(LATEST, this::flush);
        }
    }

    /** Records now what there is. */
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
        log.record(node, batch.get(batch.size() - 1).sequence(), batch, done -> ended(batch.size(), done));
    }

    private void ended(int count, boolean done) {
        running = false;
        if (closed) {
            return;
        }
        if (done) {
            waiting.subList(0, count).clear();
            if (!waiting.isEmpty()) {
                due = timer.after(waiting.size() >= BATCH ? Duration.ZERO : LATEST, this::flush);
            }
            recorded.run();
        } else {
            due = timer.after(PAUSE_AFTER_FAILURE, this::flush);
        }
    }
}
