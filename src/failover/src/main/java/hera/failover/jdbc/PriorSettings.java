package hera.failover.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of a pool's connection before a step changed them, so that it goes back as it came.
 *
 * @param autoCommit whether each statement was a transaction
 * @param networkTimeout in ms; 0 for none, and where the driver has none
 * @param statements SQL that sets the rest
 */
record PriorSettings(boolean autoCommit, int networkTimeout, List<String> statements) {

    /** Reads them, and leaves the connection in auto-commit. */
    static PriorSettings of(Connection connection, Dialect dialect) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        int networkTimeout = dialect == Dialect.POSTGRESQL ? connection.getNetworkTimeout() : 0;
        List<String> statements = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (Dialect.Setting setting : dialect.changed()) {
                try (ResultSet row = statement.executeQuery(setting.reading())) {
                    if (row.next()) {
                        statements.add(setting.writing(row.getString(1)));
                    }
                }
            }
        }
        return new PriorSettings(autoCommit, networkTimeout, statements);
    }

    void restore(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        if (dialect == Dialect.POSTGRESQL) {
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
        }
        connection.setAutoCommit(autoCommit);
    }
}
