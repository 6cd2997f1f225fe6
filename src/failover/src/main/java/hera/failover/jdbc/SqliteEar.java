package hera.failover.jdbc;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Hears that the file was changed: SQLite counts that, and reads no page for it. */
final class SqliteEar implements JdbcBell.Ear {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final Link link;
    private long version;

    SqliteEar(Link link) throws SQLException {
        this.link = link;
        link.limit(100);
        this.version = version();
    }

    private long version() throws SQLException {
        return link.query(row -> row.getLong(1), "PRAGMA data_version").get(0);
    }

    @Override
    public boolean hears() throws SQLException {
        long before = version;
        version = version();
        return version != before;
    }

    @Override
    public long pauseNanos() {
        return PAUSE_NANOS;
    }
}
