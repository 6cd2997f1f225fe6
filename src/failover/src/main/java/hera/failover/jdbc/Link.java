package hera.failover.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection in use by one call. */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger("failover:client");

    private static final int LOG_ATTEMPTS = 20;

    private final Connection connection;
    private final Dialect dialect;
    private final @Nullable PriorSettings prior;
    private int serverLimit;
    private boolean listens;

    /** Reads a row. */
    @FunctionalInterface
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** A step of several statements. */
    @FunctionalInterface
    interface Body<T> {
        T run() throws SQLException;
    }

    /** With what a pool's connection was set to before; null for one that is not given back. */
    Link(Connection connection, Dialect dialect, @Nullable PriorSettings prior) {
        this.connection = connection;
        this.dialect = dialect;
        this.prior = prior;
    }

    Connection connection() {
        return connection;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Sets how long each of the next statements may wait. */
    void limit(int millis) throws SQLException {
        if (dialect == Dialect.POSTGRESQL) {
            connection.setNetworkTimeout(Runnable::run, millis);
            limitAtTheServer(millis);
        } else {
            // A step waits for a lock twice at most: when it begins, and when it ends.
            execute("PRAGMA busy_timeout = " + Math.max(1, millis / 2));
        }
    }

    /**
     * Lets the server end what nobody waits for any more, a little later than this side gives up: a statement, and a
     * transaction whose owner was stopped in the middle and would keep its locks. The power of two saves a statement for
     * most calls.
     */
    private void limitAtTheServer(int millis) throws SQLException {
        int next = (int) Math.min(1 << 30, Long.highestOneBit(Math.max(1, millis)) * 2);
        if (next != serverLimit) {
            execute("SET statement_timeout = " + next + "; SET idle_in_transaction_session_timeout = " + next);
            serverLimit = next;
        }
    }

    /** Hears PostgreSQL's notifications from now on. */
    void listen() throws SQLException {
        execute("LISTEN " + Dialect.CHANNEL);
        listens = true;
    }

    /** Closes the connection, which goes back to its pool as it came from there. */
    void close(@Nullable Throwable because) {
        try (connection) {
            if (prior != null && !connection.isClosed()) {
                if (listens) {
                    execute("UNLISTEN " + Dialect.CHANNEL);
                }
                prior.restore(connection, dialect);
            }
        } catch (SQLException e) {
            if (because == null) {
                LOG.debug("event=failed where=close", e);
            } else {
                because.addSuppressed(e);
            }
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns how many rows were changed. */
    int update(String sql, @Nullable Object... args) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, args);
            return statement.executeUpdate();
        }
    }

    /** Changes rows and, if it changed any, rings for those that listen. Returns how many rows were changed. */
    int updateAndRing(String sql, @Nullable Object... args) throws SQLException {
        if (dialect == Dialect.SQLITE) {
            return update(sql, args);
        }
        String ringing = "WITH changed AS (" + sql + " RETURNING 1) SELECT pg_notify('" + Dialect.CHANNEL
                + "', '') FROM changed";
        return query(row -> 1, ringing, args).size();
    }

    <T> List<T> query(Reading<T> reading, String sql, @Nullable Object... args) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, args);
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reading.of(result));
                }
            }
            return rows;
        }
    }

    /** Runs it in one transaction. */
    <T> T atomically(Body<T> body) throws SQLException {
        execute(dialect.begin());
        T result;
        try {
            result = body.run();
            execute("COMMIT");
        } catch (SQLException | RuntimeException e) {
            try {
                execute("ROLLBACK");
            } catch (SQLException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        return result;
    }

    /** Makes the tables where they are missing. A new SQLite file gets a write-ahead log: readers stop nobody then. */
    void create() throws SQLException {
        if (dialect == Dialect.SQLITE) {
            logAhead();
        }
        atomically(() -> {
            for (String sql : dialect.creation()) {
                execute(sql);
            }
            return true;
        });
    }

    /** SQLite does not wait here for another connection that does the same, as it does at the beginning of a transaction. */
    private void logAhead() throws SQLException {
        for (int attempt = 1; query(row -> row.getLong(1), "PRAGMA page_count").get(0) == 0; attempt++) {
            try {
                execute("PRAGMA journal_mode = WAL");
                return;
            } catch (SQLException e) {
                if (attempt == LOG_ATTEMPTS || !dialect.isBusy(e)) {
                    throw e;
                }
                atomically(() -> true);
            }
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... args) throws SQLException {
        int index = 0;
        for (Object arg : args) {
            index++;
            if (arg == null) {
                statement.setNull(index, Types.VARCHAR);
            } else if (arg instanceof OptionalInt number) {
                if (number.isPresent()) {
                    statement.setInt(index, number.getAsInt());
                } else {
                    statement.setNull(index, Types.INTEGER);
                }
            } else if (arg instanceof byte[] bytes) {
                statement.setBytes(index, bytes);
            } else {
                statement.setObject(index, arg);
            }
        }
    }
}
