package hera.spawn.log;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The durable log. Changes happen in the order of the calls; those that arrive during one commit share the next. Each
 * call returns at once; its result comes later, on the executor that the log was opened with, and results of changes
 * come in the order of the calls. A change whose result is false has not happened, and may be made again. Queries on
 * which delivery depends report a log that cannot be read; the others ({@link #find}, {@link #recent}, {@link #dead})
 * then find nothing.
 */
public interface WriteLog extends AutoCloseable {
    /** The most writes that one call of {@link #trim} deletes. */
    int TRIM_STEP = 512;

    /** Appends a write: it is on disk when the result says so. */
    void append(WriteDraft draft, Consumer<AppendResult> done);

    /**
     * Records the outcomes of writes at a node, and its new position. Parked writes become dead letters.
     *
     * @param batch of which the last write is at the position
     */
    void record(QueueClaim queue, long position, OutcomeBatch batch, Consumer<Boolean> done);

    /** Records the outcome of a dead letter. */
    void settle(QueueClaim queue, NodeOutcome outcome, @Nullable StoredAnswer answer, Consumer<Boolean> done);

    /** Records that an operator dropped a dead letter, whoever owns the queue. */
    void discard(long node, NodeOutcome dropped, @Nullable StoredAnswer answer, Consumer<Boolean> done);

    /** Drops all writes of a node from its position to the last, and moves it behind them. */
    void drop(QueueClaim queue, Consumer<Boolean> done);

    /**
     * Stores nodes, new or changed, and deletes others, all or none. A new node whose address is there already changes nothing
     * of that one.
     *
     * @param moved the nodes whose place an operator chose; a claim from before that is over
     * @param done gets the stored rows, with places instead of {@link NodeRow#NOW}; empty if it failed
     */
    void save(List<NodeRow> nodes, Set<Long> moved, List<Long> deleted, Consumer<Optional<List<NodeRow>>> done);

    /** Keeps the answer to a write that has a key. */
    void keep(long sequence, StoredAnswer answer);

    /**
     * Deletes some of the writes that are pending at no node and need not be kept.
     *
     * @param through the last write that may be deleted
     * @param before only writes that were accepted before this wall time, in milliseconds, are deleted, unless more
     *     than {@code mostBytes} are kept
     * @param mostBytes the most bytes of the writes up to {@code through} that stay
     * @param done gets the first write that is still there
     */
    void trim(long through, long before, long mostBytes, Consumer<Long> done);

    /**
     * Reads writes after a sequence, in order.
     *
     * @param done gets some or all of those asked for, none only at the end of the log; empty if it could not be read
     */
    void read(long after, int most, Consumer<Optional<List<LoggedWrite>>> done);

    /** Finds a write and its recorded outcomes. */
    void find(String id, Consumer<Optional<WriteRecord>> done);

    /**
     * Finds a write's place in the order.
     *
     * @param done gets 0 if the log has no such write; empty if it could not be read
     */
    void place(String id, Consumer<Optional<Long>> done);

    /** Reads writes before a sequence, newest first, with their recorded outcomes. */
    void recent(long before, int most, Consumer<List<WriteRecord>> done);

    /** Finds the write of a key. */
    void findKey(String key, Consumer<KeyLookup> done);

    /** Reads a node's dead letters after a sequence, oldest first. */
    void dead(long node, long after, int most, Consumer<List<DeadLetter>> done);

    /** Closes the log after all earlier calls are done. */
    @Override
    void close();
}
