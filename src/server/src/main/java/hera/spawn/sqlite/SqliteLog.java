package hera.spawn.sqlite;

import hera.foundation.time.Workers;
import hera.spawn.log.AppendResult;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.KeyLookup;
import hera.spawn.log.KeyedWrite;
import hera.spawn.log.LogState;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.StoredAnswer;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log in an SQLite file. Thread-safe; results come on the executor that it was opened with. */
public final class SqliteLog implements WriteLog {
    private static final Logger log = LoggerFactory.getLogger(SqliteLog.class);
    private static final long END_SECONDS = 10;

    private final SqliteFile file;
    private final LogWriter writer;
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

    private SqliteLog(SqliteFile file, LogTables tables, Executor core, LongSupplier nanoClock) throws SQLException {
        this.file = file;
        this.core = core;
        writer = new LogWriter(() -> new LogTables(file.connect()), tables, core, nanoClock);
        try (Connection db = file.connect()) {
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
     * @param group a random id for a new one
     * @param core runs the callbacks with the results
     * @param nanoClock a monotonic clock's nanoseconds
     * @throws IOException naming the file and what is wrong with it
     */
    public static SqliteLog open(String path, String group, Executor core, LongSupplier nanoClock) throws IOException {
        SqliteFile file = SqliteFile.open(path);
        try {
            try (Connection db = file.connect()) {
                Schema.create(db, group);
                file.bodies().sweep(Set.copyOf(Queries.spooled(db)));
            }
            return new SqliteLog(file, new LogTables(file.connect()), core, nanoClock);
        } catch (SQLException | RuntimeException e) {
            file.close();
            throw new IOException("The store %s cannot be used: %s".formatted(path, e.getMessage()), e);
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
        return file.bodies();
    }

    /** Returns the bytes of its files, without the bodies that have files of their own. */
    public long bytes() {
        return file.bytes();
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
        writer.submit(new LogChange() {
            @Override
            public Runnable apply(LogTables tables) throws SQLException {
                LoggedWrite write = tables.append(draft);
                return () -> done.accept(new AppendResult.Stored(write));
            }

            @Override
            public Runnable failed(String reason, boolean known) {
                return () -> done.accept(known ? new AppendResult.NotStored(reason) : new AppendResult.Unknown(reason));
            }
        });
    }

    @Override
    public void record(
            long node,
            long position,
            List<NodeOutcome> outcomes,
            Map<Long, StoredAnswer> answers,
            Consumer<Boolean> done) {
        change(done, tables -> tables.record(node, position, outcomes, answers));
    }

    @Override
    public void settle(long node, NodeOutcome outcome, @Nullable StoredAnswer answer, Consumer<Boolean> done) {
        change(done, tables -> tables.settle(node, outcome, answer));
    }

    @Override
    public void drop(long node, Consumer<Boolean> done) {
        change(done, tables -> tables.drop(node));
    }

    @Override
    public void save(List<NodeRow> nodes, List<Long> deleted, Consumer<Optional<List<NodeRow>>> done) {
        submit(tables -> Optional.of(tables.save(nodes, deleted)), Optional.empty(), done);
    }

    @Override
    public void keep(long sequence, StoredAnswer answer) {
        change(done -> {}, tables -> tables.keep(sequence, answer));
    }

    @Override
    public void trim(long through, long before, long mostBytes, Consumer<Long> done) {
        List<String> gone = new ArrayList<>();
        submit(tables -> tables.trim(through, before, mostBytes, gone), -1L, first -> {
            sweep(gone);
            done.accept(first);
        });
    }

    private void sweep(List<String> gone) {
        try {
            threads.execute(() -> gone.forEach(file.bodies()::delete));
        } catch (RejectedExecutionException e) {
            // The log was closed meanwhile.
            log.debug("event=sweep-left-to-the-next-start files={}", gone.size());
        }
    }

    @Override
    public void read(long after, int most, Consumer<Optional<List<LoggedWrite>>> done) {
        query(db -> Optional.of(Queries.after(db, after, most)), reason -> Optional.empty(), done);
    }

    @Override
    public void find(String id, Consumer<Optional<WriteRecord>> done) {
        query(db -> Queries.find(db, id), reason -> Optional.empty(), done);
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
        query(db -> Queries.dead(db, node, after, most), reason -> List.of(), done);
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
        file.close();
    }

    /** A change without a result of its own. */
    private interface Change {
        void apply(LogTables tables) throws SQLException;
    }

    /** A change with a result. */
    private interface ChangeFor<T> {
        T apply(LogTables tables) throws SQLException;
    }

    private void change(Consumer<Boolean> done, Change change) {
        submit(
                tables -> {
                    change.apply(tables);
                    return true;
                },
                false,
                done);
    }

    private <T> void submit(ChangeFor<T> change, T ifFailed, Consumer<T> done) {
        writer.submit(new LogChange() {
            @Override
            public Runnable apply(LogTables tables) throws SQLException {
                T result = change.apply(tables);
                return () -> done.accept(result);
            }

            @Override
            public Runnable failed(String reason, boolean known) {
                return () -> done.accept(ifFailed);
            }
        });
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
                    db = file.connect();
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
