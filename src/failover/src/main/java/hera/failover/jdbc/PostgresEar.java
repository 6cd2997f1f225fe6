package hera.failover.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hears notifications of PostgreSQL. The driver is called by name: its classes need annotations that it does not bring. */
final class PostgresEar implements JdbcBell.Ear {
    private static final int WAIT_MILLIS = 1_000;

    /** So many rounds of silence, and the connection is asked whether it lives. */
    private static final int SILENT_ROUNDS = 10;

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Link link;
    private final Object notifications;
    private final Method getNotifications;
    private int silent;

    private PostgresEar(Link link) throws SQLException {
        this.link = link;
        try {
            Class<?> driver = Class.forName("org.postgresql.PGConnection");
            this.notifications = link.connection().unwrap(driver);
            this.getNotifications = driver.getMethod("getNotifications", int.class);
        } catch (ReflectiveOperationException e) {
            throw new SQLException("the driver has no notifications", e);
        }
    }

    /**
     * Listens, and tries whether it hears: behind a pooler that lends a connection for a transaction nothing comes.
     * Returns null if it does not.
     */
    static @Nullable PostgresEar listen(Link link, Connections connections) throws SQLException, InterruptedException {
        link.limit((int) LIMIT.toMillis());
        PostgresEar ear = new PostgresEar(link);
        link.listen();
        connections.run(LIMIT, false, other -> {
            other.execute("NOTIFY " + Dialect.CHANNEL);
            return true;
        });
        return ear.hears() ? ear : null;
    }

    @Override
    public boolean hears() throws SQLException {
        boolean any = waitForAny();
        silent = any ? 0 : silent + 1;
        if (silent >= SILENT_ROUNDS) {
            silent = 0;
            link.execute("SELECT 1");
        }
        return any;
    }

    private boolean waitForAny() throws SQLException {
        try {
            return getNotifications.invoke(notifications, WAIT_MILLIS) instanceof Object[] heard && heard.length > 0;
        } catch (InvocationTargetException e) {
            throw new SQLException("notifications are not heard", e.getCause());
        } catch (IllegalAccessException e) {
            throw new SQLException("the driver has no notifications", e);
        }
    }

    @Override
    public long pauseNanos() {
        return 0;
    }
}
