package hera.spawn.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;

/** An SQLite file that this process alone has open, and the folder beside it. */
final class SqliteFile implements SqlStore {
    private static final Logger log = LoggerFactory.getLogger(SqliteFile.class);
    private static final int BUSY_MILLIS = 5000;

    private final Path path;
    private final FileChannel lock;
    private final SpoolFolder bodies;

    private SqliteFile(Path path, FileChannel lock, SpoolFolder bodies) {
        this.path = path;
        this.lock = lock;
        this.bodies = bodies;
    }

    /**
     * Takes the file, which is made if there is none.
     *
     * @throws IOException if another process has it, or it cannot be written
     */
    static SqliteFile open(String name) throws IOException {
        Path path = Path.of(name).toAbsolutePath();
        Path folder = path.resolveSibling(path.getFileName() + ".d");
        Files.createDirectories(folder);
        FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException("another process has it open");
            }
            NativeLibrary.load(folder);
            return new SqliteFile(path, lock, new SpoolFolder(folder.resolve("bodies")));
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new IOException("this process has it open already", e);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public void create(String group) throws SQLException {
        try (Connection db = connect()) {
            SqliteSchema.create(db, group);
        }
    }

    @Override
    public LogTables tables() throws SQLException {
        return new SqliteTables(connect());
    }

    @Override
    public boolean keepsBodies() {
        return false;
    }

    @Override
    public void upload(String name) {
        // The file in the folder is what counts.
    }

    @Override
    public void download(String name) {
        // It is in the folder.
    }

    @Override
    public long bytes(Connection db) {
        return path.toFile().length()
                + path.resolveSibling(path.getFileName() + "-wal").toFile().length();
    }

    @Override
    public SpoolFolder bodies() {
        return bodies;
    }

    /** Opens a connection whose commits are on disk when they return. */
    @Override
    public Connection connect() throws SQLException {
        Connection db = JDBC.createConnection("jdbc:sqlite:" + path, new Properties());
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            return db;
        } catch (SQLException e) {
            db.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            log.warn("event=store-not-closed reason={}", e.getMessage());
        }
    }
}
