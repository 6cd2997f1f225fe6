package hera.spawn.store;

import hera.foundation.time.Workers;
import hera.spawn.log.AppendResult;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.KeyLookup;
import hera.spawn.log.KeyedWrite;
import hera.spawn.log.LogState;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.OutcomeBatch;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.log.WriteLog;
import hera.spawn.log.WriteRecord;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in tables of SQL: an SQLite file, or a PostgreSQL database. Thread-safe; results come on the executor that it was
 * opened with.
 */
public final class SqlLog implements WriteLog {
    private static final Logger log = LoggerFactory.getLogger(SqlLog.class);
    private static final long END_SECONDS = 10;

    private final SqlStore store;
    private final LogWriter writer;
    private final LargeBodies bodies;
    private final Executor core;
    private final ExecutorService threads = Workers.named("spawn-log");
    private final Object readerLock = new Object();
    private final LogState state;
    private final Map<Long, Set<Long>> parked;
    private @Nullable Connection reader;

    /** A query that may fail. */
    private interface Query<T> {
        T run(Connection db) throws SQLException;
    }

    private SqlLog(
            SqlStore store, LogTables tables, String name, Executor core, LongSupplier nanoClock, Runnable committed)
            throws SQLException {
        this.store = store;
        this.core = core;
        writer = new LogWriter(store::tables, tables, name, core, nanoClock, committed);
        bodies = new LargeBodies(store, writer, threads, core, this::logged);
        try (Connection db = store.connect()) {
            long trimmed = Long.parseLong(Queries.meta(db, "trimmed"));
            state = new LogState(
                    Queries.meta(db, "group"), trimmed + 1, tables.last(), tables.total(), Queries.nodes(db));
            parked = Map.copyOf(Queries.parked(db));
        }
        threads.execute(writer);
    }

    /**
     * Opens the log of a file, which no other process may have open.
     *
     * @param word a random word, which is also the id of a new log
     * @param core runs the callbacks with the results
     * @param nanoClock a monotonic clock's nanoseconds
     * @throws IOException naming the file and what is wrong with it
     */
    public static SqlLog inFile(String path, String word, Executor core, LongSupplier nanoClock) throws IOException {
        return open(SqliteFile.open(path), path, word, core, nanoClock, () -> {});
    }

    /**
     * Opens a log.
     *
     * @param name of the store, for people
     * @param committed is run after each commit
     */
    static SqlLog open(
            SqlStore store, String name, String word, Executor core, LongSupplier nanoClock, Runnable committed)
            throws IOException {
        try {
            store.create(word);
            LogTables tables = store.tables();
            try (Connection db = store.connect()) {
                store.bodies().sweep(Set.copyOf(Queries.spooled(db)));
            }
            return new SqlLog(store, tables, word, core, nanoClock, committed);
        } catch (SQLException | RuntimeException | IOException e) {
            store.close();
            throw new IOException("The store %s cannot be used: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Returns the log as it was opened. */
    public LogState state() {
        return state;
    }

    /** Returns the sequences of the dead letters that each node had when it was opened. */
    public Map<Long, Set<Long>> parked() {
        return parked;
    }

    public SpoolFolder bodies() {
        return store.bodies();
    }

    /** Returns the bytes that it has on disk, without large bodies; blocks. */
    public long bytes() {
        return answer(store::bytes, reason -> 0L);
    }

    /** Returns how many commits were synced to disk. */
    public long syncs() {
        return writer.commits();
    }

    /** Returns the seconds that those commits took together. */
    public double syncSeconds() {
        return writer.commitSeconds();
    }

    /**
     * Returns the note of that name, empty if there is none; blocks.
     *
     * @throws IOException if the log cannot be read
     */
    public String note(String name) throws IOException {
        Optional<String> found = answer(db -> Optional.of(Queries.meta(db, name)), reason -> Optional.empty());
        return found.orElseThrow(() -> new IOException("The store could not be read for " + name));
    }

    /** Notes something about the configuration, to be found after a restart. */
    public void note(String name, String value) {
        change(done -> {}, tables -> tables.note(name, value));
    }

    @Override
    public void append(WriteDraft draft, Consumer<AppendResult> done) {
        if (draft.body() instanceof WriteBody.Spooled spooled) {
            bodies.append(draft, spooled.name(), done);
        } else {
            writer.submit(new AppendChange(draft, done));
        }
    }

    @Override
    public void record(QueueClaim queue, long position, OutcomeBatch batch, Consumer<Boolean> done) {
        submit(tables -> tables.record(queue, position, batch), false, done);
    }

    @Override
    public void settle(QueueClaim queue, NodeOutcome outcome, @Nullable StoredAnswer answer, Consumer<Boolean> done) {
        submit(tables -> tables.settle(queue, outcome, answer), false, done);
    }

    @Override
    public void discard(long node, NodeOutcome dropped, @Nullable StoredAnswer answer, Consumer<Boolean> done) {
        change(done, tables -> tables.settle(node, dropped, answer));
    }

    @Override
    public void drop(QueueClaim queue, Consumer<Boolean> done) {
        submit(tables -> tables.drop(queue), false, done);
    }

    @Override
    public void save(List<NodeRow> nodes, Set<Long> moved, List<Long> deleted, Consumer<Optional<List<NodeRow>>> done) {
        submit(tables -> Optional.of(tables.save(nodes, moved, deleted)), Optional.empty(), done);
    }

    @Override
    public void keep(long sequence, StoredAnswer answer) {
        change(done -> {}, tables -> tables.keep(sequence, answer));
    }

    @Override
    public void trim(long through, long before, long mostBytes, Consumer<Long> done) {
        List<String> gone = new ArrayList<>();
        submit(tables -> tables.trim(through, before, mostBytes, gone), -1L, first -> {
            bodies.sweep(gone);
            done.accept(first);
        });
    }

    private List<String> logged(List<String> names) {
        return answer(db -> SharedQueries.logged(db, names), reason -> names);
    }

    @Override
    public void read(long after, int most, Consumer<Optional<List<LoggedWrite>>> done) {
        threads.execute(() -> {
            Optional<List<LoggedWrite>> found =
                    answer(db -> Optional.of(Queries.after(db, after, most)), reason -> Optional.empty());
            Optional<List<LoggedWrite>> whole = found.filter(bodies::download);
            core.execute(() -> done.accept(whole));
        });
    }

    @Override
    public void find(String id, Consumer<Optional<WriteRecord>> done) {
        query(db -> Queries.find(db, id), reason -> Optional.empty(), done);
    }

    @Override
    public void place(String id, Consumer<Optional<Long>> done) {
        query(
                db -> Optional.of(Queries.longNumber(db, "SELECT sequence FROM writes WHERE id = ?", id)),
                reason -> Optional.empty(),
                done);
    }

    @Override
    public void recent(long before, int most, Consumer<List<WriteRecord>> done) {
        query(db -> Queries.before(db, before, most), reason -> List.of(), done);
    }

    @Override
    public void findKey(String key, Consumer<KeyLookup> done) {
        query(db -> lookup(Queries.findKey(db, key)), KeyLookup.Failed::new, done);
    }

    @Override
    public void dead(long node, long after, int most, Consumer<List<DeadLetter>> done) {
        threads.execute(() -> {
            List<DeadLetter> found = answer(db -> Queries.dead(db, node, after, most), reason -> List.of());
            bodies.download(found.stream().map(DeadLetter::write).toList());
            core.execute(() -> done.accept(found));
        });
    }

    @Override
    public void close() {
        writer.end();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                log.warn("event=log-ends-late");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (readerLock) {
            closeReader();
        }
        store.close();
    }

    /** A change without a result of its own. */
    interface Change {
        void apply(LogTables tables) throws SQLException;
    }

    void change(Consumer<Boolean> done, Change change) {
        submit(
                tables -> {
                    change.apply(tables);
                    return true;
                },
                false,
                done);
    }

    <T> void submit(TableChange.Act<T> change, T ifFailed, Consumer<T> done) {
        writer.submit(new TableChange<>(change, ifFailed, done));
    }

    private static KeyLookup lookup(Optional<KeyedWrite> found) {
        return found.isPresent() ? new KeyLookup.Found(found.get()) : new KeyLookup.None();
    }

    private <T> void query(Query<T> query, Function<String, T> ifFailed, Consumer<T> done) {
        threads.execute(() -> {
            T found = answer(query, ifFailed);
            core.execute(() -> done.accept(found));
        });
    }

    private <T> T answer(Query<T> query, Function<String, T> ifFailed) {
        synchronized (readerLock) {
            try {
                Connection db = reader;
                if (db == null) {
                    db = store.connect();
                    reader = db;
                }
                return query.run(db);
            } catch (SQLException | RuntimeException e) {
                log.warn("event=log-not-read reason={}", e.getMessage());
                closeReader();
                return ifFailed.apply(String.valueOf(e.getMessage()));
            }
        }
    }

    private void closeReader() {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (SQLException e) {
            log.warn("event=log-not-closed reason={}", e.getMessage());
        }
        reader = null;
    }
}
