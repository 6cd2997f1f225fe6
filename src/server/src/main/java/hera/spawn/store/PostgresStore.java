package hera.spawn.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL database with the log. Large bodies go there in pieces before the write that makes them count, and to the
 * folder of a Spawn that has to deliver them.
 */
final class PostgresStore implements SqlStore {
    private static final Logger log = LoggerFactory.getLogger(PostgresStore.class);
    private static final int PIECE = 262_144;

    /** The epoch of a writer that has not been opened yet. */
    private static final long NONE = 0;

    private final PostgresSettings settings;
    private final FileChannel lock;
    private final SpoolFolder bodies;
    private final Object downloading = new Object();
    private final Object epochs = new Object();
    private long epoch = NONE; // guarded by epochs

    private PostgresStore(PostgresSettings settings, FileChannel lock, SpoolFolder bodies) {
        this.settings = settings;
        this.lock = lock;
        this.bodies = bodies;
    }

    /**
     * Takes the folder; does not connect yet.
     *
     * @throws IOException if another process has it, or it cannot be written
     */
    static PostgresStore open(PostgresSettings settings) throws IOException {
        Files.createDirectories(settings.folder());
        FileChannel lock = FileChannel.open(
                settings.folder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException("another process uses the folder " + settings.folder());
            }
            return new PostgresStore(
                    settings, lock, new SpoolFolder(settings.folder().resolve("bodies")));
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new IOException("this process uses the folder %s already".formatted(settings.folder()), e);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public Connection connect() throws SQLException {
        Connection db = new Driver().connect(settings.url().jdbcWith(settings.password()), settings.properties());
        if (db == null) {
            throw new SQLException("no driver for " + settings.url().jdbc());
        }
        try (Statement statement = db.createStatement()) {
            statement.execute("SELECT set_config('synchronous_commit', 'on', false)"
                    + " WHERE current_setting('synchronous_commit') IN ('off', 'local')");
            return db;
        } catch (SQLException e) {
            db.close();
            throw e;
        }
    }

    @Override
    public void create(String group) throws SQLException {
        try (Connection db = connect()) {
            PostgresSchema.create(db, group);
        }
    }

    /** Opens the writer's connection; what this writer sent over earlier ones is refused from then on. */
    @Override
    public LogTables tables() throws SQLException {
        Connection db = connect();
        try {
            synchronized (epochs) {
                epoch = epoch == NONE ? entered(db) : raised(db);
                return new PostgresTables(db, settings.writer(), epoch);
            }
        } catch (SQLException e) {
            db.close();
            throw e;
        }
    }

    /** Enters this writer, and deletes what a former process of its name had stored of bodies that never arrived whole. */
    private long entered(Connection db) throws SQLException {
        long first = Queries.longNumber(
                db,
                "INSERT INTO writers AS w(name, epoch, mark) VALUES(?, 1, '')"
                        + " ON CONFLICT(name) DO UPDATE SET epoch = w.epoch + 1 RETURNING epoch",
                settings.writer());
        Queries.run(
                db,
                "DELETE FROM pieces p WHERE p.writer = ? AND NOT EXISTS (SELECT 1 FROM writes w WHERE w.id = p.id)",
                settings.writer());
        return first;
    }

    private long raised(Connection db) throws SQLException {
        long next = Queries.longNumber(
                db,
                "UPDATE writers SET epoch = epoch + 1 WHERE name = ? AND epoch = ? RETURNING epoch",
                settings.writer(),
                epoch);
        if (next == 0) {
            throw new SQLException("another Spawn of this name has opened the store");
        }
        return next;
    }

    @Override
    public SpoolFolder bodies() {
        return bodies;
    }

    @Override
    public boolean keepsBodies() {
        return true;
    }

    /** Stores the pieces without waiting for the disk: the commit of their write, which comes later, does. */
    @Override
    public void upload(String name) throws SQLException, IOException {
        try (Connection db = connect();
                Statement statement = db.createStatement();
                PreparedStatement insert =
                        db.prepareStatement("INSERT INTO pieces(id, piece, bytes, writer) VALUES(?, ?, ?, ?)");
                InputStream in = bodies.read(name)) {
            statement.execute("SET synchronous_commit = off");
            insert.setString(1, name);
            insert.setString(4, settings.writer());
            int piece = 0;
            for (byte[] bytes = in.readNBytes(PIECE); bytes.length > 0; bytes = in.readNBytes(PIECE)) {
                insert.setInt(2, piece);
                insert.setBytes(3, bytes);
                insert.executeUpdate();
                piece++;
            }
        }
    }

    @Override
    public void download(String name) throws SQLException, IOException {
        synchronized (downloading) {
            if (bodies.has(name)) {
                return;
            }
            try (Connection db = connect();
                    PreparedStatement select =
                            db.prepareStatement("SELECT bytes FROM pieces WHERE id = ? AND piece = ?")) {
                select.setString(1, name);
                bodies.fill(name, out -> copy(select, out));
            }
        }
    }

    private static void copy(PreparedStatement select, OutputStream out) throws IOException {
        try {
            int piece = 0;
            while (true) {
                select.setInt(2, piece);
                try (ResultSet found = select.executeQuery()) {
                    if (!found.next()) {
                        break;
                    }
                    out.write(found.getBytes(1));
                }
                piece++;
            }
            if (piece == 0) {
                throw new IOException("the store does not have it");
            }
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public long bytes(Connection db) throws SQLException {
        return Queries.longNumber(
                db,
                "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid ="
                        + " c.relnamespace WHERE n.nspname = ? AND c.relkind = 'r' AND c.relname <> 'pieces'",
                PostgresSchema.NAME);
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
