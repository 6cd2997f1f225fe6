package hera.spawn.store;

import hera.foundation.time.Workers;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.SharedLog;
import hera.spawn.log.SharedQuestion;
import hera.spawn.log.SharedView;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log in PostgreSQL, as the Spawns share it that have it open. Thread-safe. */
public final class PostgresLog implements SharedLog, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PostgresLog.class);
    private static final long END_SECONDS = 5;

    private final String name;
    private final PostgresStore store;
    private final SqlLog base;
    private final PostgresBell bell;
    private final Executor core;
    private final ExecutorService threads = Workers.named("spawn-share");
    private final Object lock = new Object();
    private @Nullable Connection db; // guarded by lock

    private PostgresLog(PostgresSettings settings, String word, Executor core, LongSupplier nanoClock, Runnable changed)
            throws IOException {
        this.core = core;
        name = settings.writer();
        store = PostgresStore.open(settings);
        bell = new PostgresBell(store, name, () -> core.execute(changed), nanoClock);
        base = SqlLog.open(store, settings.url().place(), word, core, nanoClock, bell::ring);
        bell.start(threads);
    }

    /**
     * Opens the log of a database, where other Spawns may have it open, too.
     *
     * @param word a random word, which is also the id of a new log
     * @param core runs the callbacks with the results
     * @param nanoClock a monotonic clock's nanoseconds
     * @param changed is run by the core when another Spawn may have changed something
     * @throws IOException naming the database and what is wrong with it
     */
    public static PostgresLog open(
            PostgresSettings settings, String word, Executor core, LongSupplier nanoClock, Runnable changed)
            throws IOException {
        return new PostgresLog(settings, word, core, nanoClock, changed);
    }

    /** Returns what it is apart from being shared; it is to be closed after this. */
    public SqlLog base() {
        return base;
    }

    /** Returns whether other Spawns are heard at once; if not, as behind some poolers, one has to look often. */
    public boolean hearsOthers() {
        return bell.isHeard();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void claim(long node, long term, Consumer<Boolean> done) {
        base.submit(tables -> ((PostgresTables) tables).claim(node, term), false, done);
    }

    @Override
    public void look(SharedQuestion question, Consumer<Optional<SharedView>> done) {
        threads.execute(() -> {
            Optional<SharedView> seen = look(question);
            core.execute(() -> done.accept(seen));
        });
    }

    private Optional<SharedView> look(SharedQuestion question) {
        synchronized (lock) {
            try {
                Connection open = db;
                if (open == null) {
                    open = store.connect();
                    db = open;
                }
                return Optional.of(SharedQueries.look(open, name, question));
            } catch (SQLException | RuntimeException e) {
                log.debug("event=not-looked reason={}", e.getMessage());
                closeConnection();
                return Optional.empty();
            }
        }
    }

    @Override
    public void obey(QueueClaim queue, long version, Consumer<Boolean> done) {
        base.submit(tables -> ((PostgresTables) tables).obey(queue, version), false, done);
    }

    @Override
    public void askAgain(long node, List<Long> letters, Consumer<Boolean> done) {
        base.change(done, tables -> ((PostgresTables) tables).askAgain(node, letters));
    }

    @Override
    public void forgetReplies(long before) {
        base.change(done -> {}, tables -> ((PostgresTables) tables).forgetReplies(before));
    }

    @Override
    public void close() {
        bell.close();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                log.warn("event=share-ends-late");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lock) {
            closeConnection();
        }
    }

    private void closeConnection() {
        try {
            if (db != null) {
                db.close();
            }
        } catch (SQLException e) {
            log.debug("event=look-not-closed reason={}", e.getMessage());
        }
        db = null;
    }
}
