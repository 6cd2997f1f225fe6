package hera.failover.guard;

import hera.failover.StaleTermException;
import hera.failover.Term;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A guard for transactions in the store's own database, PostgreSQL or SQLite: the name cannot be taken over before the
 * transaction ends. It needs no column in other tables.
 */
public final class JdbcGuard {
    private JdbcGuard() {}

    /**
     * Locks the name against a take-over until the transaction ends. Call it first in the transaction, and keep that
     * short: the release and the synchronization of the name wait for it, and at SQLite each beat does, too.
     *
     * @param transaction a connection without auto-commit
     * @param term the mastership that the transaction requires
     * @throws StaleTermException if another term is valid: roll back
     * @throws IllegalStateException if the connection commits each statement by itself
     * @throws SQLException if the database failed
     */
    public static void check(Connection transaction, Term term) throws SQLException {
        if (transaction.getAutoCommit()) {
            throw new IllegalStateException("the guard holds for a transaction, and the connection is in auto-commit");
        }
        // A write takes a lock where a read may not: SQLite's only one, or PostgreSQL's row lock.
        try (PreparedStatement lock =
                transaction.prepareStatement("UPDATE hera_failover SET term = term WHERE name = ? AND term = ?")) {
            lock.setString(1, term.name());
            lock.setLong(2, term.number());
            if (lock.executeUpdate() != 1) {
                throw new StaleTermException("term " + term.number() + " of " + term.name() + " is over: term "
                        + present(transaction, term.name()) + " rules");
            }
        }
    }

    private static String present(Connection transaction, String name) throws SQLException {
        try (PreparedStatement read = transaction.prepareStatement("SELECT term FROM hera_failover WHERE name = ?")) {
            read.setString(1, name);
            try (ResultSet row = read.executeQuery()) {
                return row.next() ? "" + row.getLong(1) : "of nobody";
            }
        }
    }
}
