package hera.spawn.sqlite;

import java.sql.SQLException;

/** A change of the log that waits for its commit. */
interface LogChange {
    /**
     * Makes the change, within a transaction.
     *
     * @return reports the result, to be run once the transaction is committed
     */
    Runnable apply(LogTables tables) throws SQLException;

    /**
     * Returns a report of the failure.
     *
     * @param known whether it is certain that nothing was changed
     */
    Runnable failed(String reason, boolean known);
}
