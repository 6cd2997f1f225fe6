package hera.spawn.sqlite;

import java.sql.SQLException;

/** A change of the log that waits for its commit. */
interface LogChange {
    /**
     * Makes the change, within a transaction.
     *
     * @return tells the result, once the transaction is committed
     */
    Runnable apply(LogTables tables) throws SQLException;

    /**
     * Returns what tells that nothing was changed, or that nobody knows.
     *
     * @param known whether nothing was changed
     */
    Runnable failed(String reason, boolean known);
}
