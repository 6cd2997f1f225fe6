package hera.failover.jdbc;

import hera.failover.store.Bell;
import hera.failover.time.TaskThread;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bell on a connection of its own: notifications of PostgreSQL, or changes of an SQLite file. One thread; while its
 * connection is lost it tries again, and the session looks instead.
 */
final class JdbcBell implements Bell {
    private static final Logger LOG = LoggerFactory.getLogger("failover:client");
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Between two tries to hear where notifications do not come through. */
    private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Connections connections;
    private final Runnable onRing;
    private final TaskThread loop = new TaskThread("hera-failover-bell", e -> LOG.error("event=failed where=bell", e));
    private volatile @Nullable Link link;
    private @Nullable Ear ear; // of the loop's thread
    private volatile boolean rings;
    private volatile boolean closed;

    /** Hears changes on one connection. */
    interface Ear {
        /** Waits a little for a change; returns whether there was one. */
        boolean hears() throws SQLException;

        /** How long to wait before the next time, in nanoseconds. */
        long pauseNanos();
    }

    JdbcBell(Connections connections, Runnable onRing) {
        this.connections = connections;
        this.onRing = onRing;
        loop.execute(this::round);
    }

    @Override
    public boolean rings() {
        return rings;
    }

    private void round() {
        long pause = RETRY_NANOS;
        try {
            Ear present = ear == null ? connect() : ear;
            if (present == null) {
                pause = DEAF_NANOS;
            } else {
                if (present.hears()) {
                    onRing.run();
                }
                pause = present.pauseNanos();
            }
        } catch (Exception | LinkageError e) {
            LOG.debug("event=lost where=bell", e);
            disconnect();
        }
        if (closed) {
            disconnect();
        } else {
            loop.schedule(pause, this::round);
        }
    }

    /** Returns null if the database is reached, but its notifications are not heard. */
    private @Nullable Ear connect() throws SQLException, InterruptedException {
        Link made = connections.connect();
        link = made;
        if (closed) {
            throw new SQLException("closed");
        }
        Ear present = made.dialect() == Dialect.SQLITE ? new SqliteEar(made) : PostgresEar.listen(made, connections);
        if (present == null) {
            disconnect();
            return null;
        }
        ear = present;
        rings = true;
        onRing.run();
        return present;
    }

    private void disconnect() {
        rings = false;
        ear = null;
        Link lost = link;
        link = null;
        if (lost != null) {
            lost.close(null);
        }
    }

    @Override
    public void close() {
        closed = true;
        rings = false;
        Link present = link;
        loop.close();
        if (present != null) {
            present.close(null);
        }
    }
}
