package hera.spawn.store;

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
 *
 * <p>A commit whose answer was lost is in doubt. It is looked up when the log is open again, before anything else is
 * committed. Its writes are reported as unknown if that is not at once; its other changes are reported when it is known.
 */
final class LogWriter implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
    private static final int MOST_TOGETHER = 1024;
    private static final long MOST_BYTES = 8L << 20;
    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Opening opening;
    private final String name;
    private final Executor core;
    private final LongSupplier nanoClock;
    private final Runnable committed;
    private final BlockingQueue<LogChange> queue = new LinkedBlockingQueue<>();
    private final LongAdder commits = new LongAdder();
    private final LongAdder commitNanos = new LongAdder();
    private volatile boolean closing;

    // Used by the writer's thread alone.
    private @Nullable LogTables tables;
    private @Nullable Transaction doubt;
    private long brokenSince;
    private long marks;

    /** Opens the log, again. */
    interface Opening {
        LogTables open() throws SQLException;
    }

    /**
     * @param name of this writer; no other one, at any time, has the same
     * @param committed is run after each commit
     */
    LogWriter(
            Opening opening, LogTables tables, String name, Executor core, LongSupplier nanoClock, Runnable committed) {
        this.committed = committed;
        this.opening = opening;
        this.tables = tables;
        this.name = name;
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
        while (!closing || !queue.isEmpty()) {
            try {
                LogChange first = queue.poll(50, TimeUnit.MILLISECONDS);
                if (first != null) {
                    commit(batch(first));
                } else if (doubt != null) {
                    usable();
                }
            } catch (InterruptedException e) {
                closing = true;
            } catch (Throwable e) {
                log.error("event=log-writer-failed", e);
            }
        }
        Transaction open = doubt;
        if (open != null) {
            tell(open.unresolved("the log was closed before it was known"));
        }
        close();
    }

    private List<LogChange> batch(LogChange first) {
        List<LogChange> batch = new ArrayList<>();
        long bytes = 0;
        for (LogChange next = first; next != null; next = queue.poll()) {
            batch.add(next);
            bytes += next.bytes();
            if (batch.size() >= MOST_TOGETHER || bytes >= MOST_BYTES) {
                break;
            }
        }
        return batch;
    }

    private void commit(List<LogChange> batch) {
        Transaction all = Transaction.of(batch, name + "-" + ++marks);
        LogTables current = usable();
        List<Transaction> parts = current != null && current.writesCommitAlone() ? all.split() : List.of(all);
        parts.forEach(this::commit);
    }

    private void commit(Transaction part) {
        LogTables current = usable();
        if (current == null) {
            tell(part.failure("the store is away"));
            return;
        }
        try {
            current.prepare(part);
        } catch (SQLException | RuntimeException e) {
            log.warn("event=log-change-failed reason={}", e.getMessage());
            undo(current);
            tell(part.failure(String.valueOf(e.getMessage())));
            return;
        }
        long start = nanoClock.getAsLong();
        try {
            current.commit(part);
            commits.increment();
            commitNanos.add(nanoClock.getAsLong() - start);
            committed.run();
            tell(part.success());
        } catch (SQLException | RuntimeException e) {
            log.warn("event=log-commit-failed reason={}", e.getMessage());
            if (e instanceof SQLException refused && current.isRefusal(refused)) {
                undo(current);
                tell(part.failure(String.valueOf(e.getMessage())));
            } else {
                doubt(part, String.valueOf(e.getMessage()));
            }
        }
    }

    private void doubt(Transaction part, String reason) {
        broken();
        doubt = part;
        if (usable() == null) {
            tell(part.doubt(reason));
            doubt = part.withoutReports();
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

    /** Returns the log if it is open, or can be opened again and shows what became of the commit in doubt. */
    private @Nullable LogTables usable() {
        if (tables == null && nanoClock.getAsLong() - brokenSince >= REOPEN_NANOS) {
            try {
                tables = opening.open();
                resolve(tables);
                log.info("event=log-opened-again");
            } catch (SQLException | RuntimeException e) {
                close();
                brokenSince = nanoClock.getAsLong();
                log.warn("event=log-away reason={}", e.getMessage());
            }
        }
        return tables;
    }

    private void resolve(LogTables again) throws SQLException {
        Transaction open = doubt;
        if (open != null) {
            boolean took = again.took(open);
            doubt = null;
            log.info("event=commit-looked-up stored={}", took);
            committed.run();
            tell(took ? open.success() : open.failure("the store broke during the commit, which did not take place"));
        }
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

    private void tell(List<Runnable> results) {
        core.execute(() -> results.forEach(Runnable::run));
    }
}
