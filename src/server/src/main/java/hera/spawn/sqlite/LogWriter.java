package hera.spawn.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: takes all waiting changes, makes them in one transaction, and reports their results when it is on
 * disk. A lone change waits for nothing. When the log breaks, it is opened again each second; meanwhile changes fail at
 * once.
 */
final class LogWriter implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
    private static final int MOST_TOGETHER = 1024;
    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Opening opening;
    private final Executor core;
    private final LongSupplier nanoClock;
    private final BlockingQueue<LogChange> queue = new LinkedBlockingQueue<>();
    private final LongAdder commits = new LongAdder();
    private final LongAdder commitNanos = new LongAdder();
    private volatile boolean closing;
    private @Nullable LogTables tables;
    private long brokenSince;

    /** Opens the log, again. */
    interface Opening {
        LogTables open() throws SQLException;
    }

    LogWriter(Opening opening, LogTables tables, Executor core, LongSupplier nanoClock) {
        this.opening = opening;
        this.tables = tables;
        this.core = core;
        this.nanoClock = nanoClock;
    }

    void submit(LogChange change) {
        queue.add(change);
    }

    /** Ends after all that was submitted is done. */
    void end() {
        closing = true;
    }

    long commits() {
        return commits.sum();
    }

    double commitSeconds() {
        return commitNanos.sum() / 1e9;
    }

    @Override
    public void run() {
        List<LogChange> batch = new ArrayList<>();
        while (!closing || !queue.isEmpty()) {
            try {
                LogChange first = queue.poll(50, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, MOST_TOGETHER - 1);
                    commit(batch);
                }
            } catch (InterruptedException e) {
                closing = true;
            } catch (Throwable e) {
                log.error("event=log-writer-failed", e);
            }
            batch.clear();
        }
        close();
    }

    private void commit(List<LogChange> batch) {
        LogTables current = usable();
        if (current == null) {
            tell(failures(batch, "the store is away", true));
            return;
        }
        List<Runnable> results = new ArrayList<>();
        long before = current.last();
        long after;
        try {
            current.begin();
            for (LogChange change : batch) {
                results.add(change.apply(current));
            }
            after = current.last();
        } catch (SQLException | RuntimeException e) {
            log.warn("event=log-change-failed reason={}", e.getMessage());
            undo(current);
            tell(failures(batch, String.valueOf(e.getMessage()), true));
            return;
        }
        long start = nanoClock.getAsLong();
        try {
            current.commit();
            commits.increment();
            commitNanos.add(nanoClock.getAsLong() - start);
            tell(results);
        } catch (SQLException | RuntimeException e) {
            log.warn("event=log-commit-failed reason={}", e.getMessage());
            afterBrokenCommit(batch, results, before, after, String.valueOf(e.getMessage()));
        }
    }

    /** Opens the log again, which shows whether the commit took place although it reported an error. */
    private void afterBrokenCommit(
            List<LogChange> batch, List<Runnable> results, long before, long after, String reason) {
        broken();
        LogTables again = usable();
        if (again != null && after > before && again.last() >= after) {
            tell(results);
        } else {
            tell(failures(batch, reason, again != null));
        }
    }

    private void undo(LogTables current) {
        try {
            current.rollback();
        } catch (SQLException | RuntimeException e) {
            log.warn("event=log-broken reason={}", e.getMessage());
            broken();
        }
    }

    private void broken() {
        close();
        brokenSince = nanoClock.getAsLong() - REOPEN_NANOS;
    }

    private @Nullable LogTables usable() {
        if (tables == null && nanoClock.getAsLong() - brokenSince >= REOPEN_NANOS) {
            try {
                tables = opening.open();
                log.info("event=log-opened-again last={}", tables.last());
            } catch (SQLException e) {
                brokenSince = nanoClock.getAsLong();
                log.warn("event=log-away reason={}", e.getMessage());
            }
        }
        return tables;
    }

    private void close() {
        try {
            if (tables != null) {
                tables.close();
            }
        } catch (SQLException e) {
            log.warn("event=log-not-closed reason={}", e.getMessage());
        }
        tables = null;
    }

    private static List<Runnable> failures(List<LogChange> batch, String reason, boolean known) {
        return batch.stream().map(change -> change.failed(reason, known)).toList();
    }

    private void tell(List<Runnable> results) {
        List<Runnable> told = List.copyOf(results);
        core.execute(() -> told.forEach(Runnable::run));
    }
}
