package hera.spawn.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The durable log. What changes it happens in the order of the calls, and what arrives while one commit runs shares the
 * next. Each call returns at once; its result comes later, on the executor that the log was opened with, and results of
 * changes come in the order of the calls. A change whose result is false has not happened, and may be made again. A log
 * that cannot be read says so where delivery depends on it; for whoever only looks ({@link #find}, {@link #recent}, {@link
 * #dead}), nothing is found in it.
 */
public interface WriteLog extends AutoCloseable {
    /** How many writes one call of {@link #trim} deletes at most. */
    int TRIM_STEP = 512;

    /** Appends a write: it is on disk when the result says so. */
    void append(WriteDraft draft, Consumer<AppendResult> done);

    /**
     * Records what became of writes at a node, and its new position. Those that are parked become dead letters with it.
     *
     * @param outcomes of consecutive writes, the last of which is at the position
     * @param answers the node's answers to those that are parked, as far as it gave any, by their sequences
     */
    void record(
            long node,
            long position,
            List<NodeOutcome> outcomes,
            Map<Long, StoredAnswer> answers,
            Consumer<Boolean> done);

    /** Says what became of a dead letter. */
    void settle(long node, NodeOutcome outcome, @Nullable StoredAnswer answer, Consumer<Boolean> done);

    /** Drops all writes of a node from its position to the last, and moves it behind them. */
    void drop(long node, Consumer<Boolean> done);

    /**
     * Stores nodes, new or changed, and deletes others, all or none.
     *
     * @param done gets the rows as they are stored, those at {@link NodeRow#NOW} at their place; empty if it failed
     */
    void save(List<NodeRow> nodes, List<Long> deleted, Consumer<Optional<List<NodeRow>>> done);

    /** Keeps the answer to a write that has a key. */
    void keep(long sequence, StoredAnswer answer);

    /**
     * Deletes some of the writes that all nodes are through with and that are kept no longer.
     *
     * @param through the last write that may be deleted
     * @param before only what was accepted before this wall time, in milliseconds, unless more is kept than that
     * @param mostBytes of the writes up to {@code through} that stay
     * @param done gets the first write that is still there
     */
    void trim(long through, long before, long mostBytes, Consumer<Long> done);

    /**
     * Reads writes after a sequence, in order.
     *
     * @param done gets some or all of those asked for, none only at the end of the log; empty if it could not be read
     */
    void read(long after, int most, Consumer<Optional<List<LoggedWrite>>> done);

    /** Finds a write and what is recorded of it. */
    void find(String id, Consumer<Optional<WriteRecord>> done);

    /** Reads writes before a sequence, newest first, with what is recorded of them. */
    void recent(long before, int most, Consumer<List<WriteRecord>> done);

    /** Finds the write that a key stands for. */
    void findKey(String key, Consumer<KeyLookup> done);

    /** Reads a node's dead letters after a sequence, oldest first. */
    void dead(long node, long after, int most, Consumer<List<DeadLetter>> done);

    /** Ends after what was asked for is done. */
    @Override
    void close();
}
