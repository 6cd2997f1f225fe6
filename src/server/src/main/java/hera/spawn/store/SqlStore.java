package hera.spawn.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** A database that has, or gets, the tables of a log. Thread-safe. */
interface SqlStore extends AutoCloseable {
    /** Opens a connection, for queries. */
    Connection connect() throws SQLException;

    /**
     * Makes the tables of a new log.
     *
     * @param group a random id for it
     * @throws SQLException also for tables of a later version
     */
    void create(String group) throws SQLException;

    /** Opens the writer's connection. */
    LogTables tables() throws SQLException;

    /** Returns the folder of large bodies on this machine. */
    SpoolFolder bodies();

    /** Returns whether large bodies are kept in the database, too. */
    boolean keepsBodies();

    /** Stores a large body that has arrived whole in the folder; blocks. */
    void upload(String name) throws SQLException, IOException;

    /** Brings a large body into the folder if it is not there; blocks. */
    void download(String name) throws SQLException, IOException;

    /** Returns the bytes of the log on disk, without large bodies. */
    long bytes(Connection db) throws SQLException;

    @Override
    void close();
}
