package hera.failover.jdbc;

import hera.failover.time.Deadline;
import hera.failover.time.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a store: each call has one of its own, also while another hangs. Those that this object opened
 * itself are kept for the next calls; those of a pool go back to it.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("failover:client");

    /** The most that are kept while nobody uses them. */
    private static final int MAX_IDLE = 4;

    /** The most that are being opened at once, since those that nobody waits for any more may hang. */
    static final int MAX_OPENING = 32;

    private final Source source;
    private final boolean kept;
    private final Pool pool =
            new Pool("hera-failover-jdbc", e -> LOG.error("event=failed where=\"opening a connection\"", e));
    private final BlockingDeque<Link> idle = new LinkedBlockingDeque<>(MAX_IDLE);
    private final AtomicInteger opening = new AtomicInteger();
    private volatile boolean closed;

    /** Opens a connection, or takes one of a pool; may hang. */
    @FunctionalInterface
    interface Source {
        Connection open() throws SQLException;
    }

    /** A step at the database. */
    @FunctionalInterface
    interface Step<T> {
        T on(Link link) throws SQLException;
    }

    Connections(Source source, boolean kept) {
        this.source = source;
        this.kept = kept;
    }

    /** Takes a step within the limit; makes missing tables if asked to, and then takes it once more. */
    <T> T run(Duration limit, boolean creating, Step<T> step) throws SQLException, InterruptedException {
        Deadline deadline = Deadline.in(limit);
        Link link = borrow(deadline);
        boolean done = false;
        try {
            link.limit(deadline.leftMillis());
            T result = attempt(link, creating, step);
            done = true;
            return result;
        } finally {
            if (done) {
                giveBack(link);
            } else {
                discard(link);
            }
        }
    }

    private static <T> T attempt(Link link, boolean creating, Step<T> step) throws SQLException {
        try {
            return step.on(link);
        } catch (SQLException e) {
            if (!creating || !link.dialect().isMissingTable(e)) {
                throw e;
            }
            link.create();
            return step.on(link);
        }
    }

    private Link borrow(Deadline deadline) throws SQLException, InterruptedException {
        for (Link link = idle.poll(); link != null; link = idle.poll()) {
            if (!link.connection().isClosed()) {
                return link;
            }
        }
        return open(deadline);
    }

    /** Opens one on another thread, since neither a driver nor a pool keeps to a limit of milliseconds. */
    private Link open(Deadline deadline) throws SQLException, InterruptedException {
        if (closed) {
            throw new SQLException("the store is closed", "08003");
        }
        if (opening.incrementAndGet() > MAX_OPENING) {
            opening.decrementAndGet();
            throw new SQLTimeoutException(MAX_OPENING + " connections are being opened already");
        }
        CompletableFuture<Link> opened = new CompletableFuture<>();
        pool.execute(() -> open(opened));
        int millis = deadline.leftMillis();
        try {
            return opened.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            opened.completeExceptionally(e);
            if (opened.isCompletedExceptionally()) {
                throw new SQLTimeoutException("no connection within " + millis + " ms", e);
            }
            return opened.join();
        } catch (InterruptedException e) {
            opened.completeExceptionally(e);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new SQLException("no connection", e.getCause());
        }
    }

    private void open(CompletableFuture<Link> opened) {
        Link link = null;
        try {
            link = connect();
            if (!opened.complete(link)) {
                giveBack(link);
            }
        } catch (Throwable e) {
            opened.completeExceptionally(e);
        } finally {
            opening.decrementAndGet();
        }
    }

    /** Opens a connection that is told nothing of limits, and that the caller closes. */
    Link connect() throws SQLException {
        Connection connection = source.open();
        Link link;
        try {
            Dialect dialect = Dialect.of(connection);
            link = new Link(connection, dialect, kept ? null : PriorSettings.of(connection, dialect));
            connection.setAutoCommit(true);
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
        try {
            for (String setting : link.dialect().settings()) {
                link.execute(setting);
            }
            return link;
        } catch (SQLException | RuntimeException e) {
            link.close(e);
            throw e;
        }
    }

    private void giveBack(Link link) {
        if (closed || !kept || !idle.offerFirst(link)) {
            link.close(null);
        } else if (closed) {
            closeIdle();
        }
    }

    /** Ends a connection on which a step failed; the others are likely to be lost as well. */
    private void discard(Link link) {
        closeIdle();
        try {
            if (kept && link.dialect() == Dialect.POSTGRESQL) {
                link.connection().abort(Runnable::run);
            }
        } catch (SQLException e) {
            LOG.debug("event=failed where=abort", e);
        }
        link.close(null);
    }

    private static void close(Connection connection, Exception because) {
        try {
            connection.close();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private void closeIdle() {
        for (Link link = idle.poll(); link != null; link = idle.poll()) {
            link.close(null);
        }
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
        pool.close();
    }
}
