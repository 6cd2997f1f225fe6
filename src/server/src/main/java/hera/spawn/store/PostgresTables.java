package hera.spawn.store;

import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.WriteBody;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.postgresql.util.PSQLException;

/**
 * The changes of a log in PostgreSQL, which other Spawns may write, too. Writes get their numbers in the order in which they
 * become visible, because the row that counts them is locked until the commit. Number, insert and commit are one statement:
 * a Spawn that is stopped holds that lock at no moment. Other changes are transactions of a few statements; the server ends
 * one whose client has stopped.
 *
 * <p>Each writer has an epoch, which its opening raises. Whatever it sent before is refused from then on, so that a lookup
 * after a lost answer is final; and a Spawn that takes over raises the epochs of all others.
 */
final class PostgresTables extends LogTables {
    /** What stands for the size of the file of a body that has none. */
    private static final long INLINE = -1;

    private final PreparedStatement append;
    private final PreparedStatement mark;
    private final String writer;
    private final long epoch;

    PostgresTables(Connection db, String writer, long epoch) throws SQLException {
        super(db);
        this.writer = writer;
        this.epoch = epoch;
        append = db.prepareStatement("SELECT before, total_before FROM append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        mark = db.prepareStatement("UPDATE writers SET mark = ? WHERE name = ? AND epoch = ?");
    }

    @Override
    long last() throws SQLException {
        return Queries.longNumber(db, "SELECT last FROM log");
    }

    @Override
    long total() throws SQLException {
        return Queries.longNumber(db, "SELECT total FROM log");
    }

    @Override
    boolean writesCommitAlone() {
        return true;
    }

    @Override
    void prepare(Transaction part) throws SQLException {
        if (part.changes().isEmpty()) {
            return;
        }
        db.setAutoCommit(false);
        mark.setString(1, part.mark());
        mark.setString(2, writer);
        mark.setLong(3, epoch);
        if (mark.executeUpdate() == 0) {
            throw new SQLException("another Spawn has taken the store over");
        }
        for (TableChange<?> change : part.changes()) {
            change.apply(this);
        }
    }

    @Override
    void commit(Transaction part) throws SQLException {
        if (part.writes().isEmpty()) {
            db.commit();
            db.setAutoCommit(true);
        } else {
            append(part);
        }
    }

    private void append(Transaction part) throws SQLException {
        List<AppendChange> writes = part.writes();
        append.setString(1, writer);
        append.setLong(2, epoch);
        append.setArray(3, array("text", writes, write -> write.draft().id()));
        append.setArray(4, array("int8", writes, write -> write.draft().acceptedMillis()));
        append.setArray(5, array("int8", writes, write -> write.draft().bytes()));
        append.setArray(6, bytes(writes, write -> write.draft().head()));
        append.setArray(7, bytes(writes, PostgresTables::inline));
        append.setArray(8, array("int8", writes, PostgresTables::spooled));
        append.setArray(9, array("text", writes, write -> key(write, IdempotencyKey::text)));
        append.setArray(10, array("text", writes, write -> key(write, IdempotencyKey::fingerprint)));
        try (ResultSet found = append.executeQuery()) {
            if (!found.next()) {
                throw new SQLException("the store did not say where the writes are");
            }
            part.place(found.getLong(1) + 1, found.getLong(2));
        }
    }

    private Array array(String type, List<AppendChange> writes, Function<AppendChange, Object> value)
            throws SQLException {
        return db.createArrayOf(type, writes.stream().map(value).toArray());
    }

    private Array bytes(List<AppendChange> writes, Function<AppendChange, byte[]> value) throws SQLException {
        return db.createArrayOf("bytea", writes.stream().map(value).toArray(byte[][]::new));
    }

    private static byte[] inline(AppendChange write) {
        return write.draft().body() instanceof WriteBody.Inline inline ? inline.bytes() : new byte[0];
    }

    private static long spooled(AppendChange write) {
        return write.draft().body() instanceof WriteBody.Spooled spooled ? spooled.length() : INLINE;
    }

    private static String key(AppendChange write, Function<IdempotencyKey, String> part) {
        IdempotencyKey key = write.draft().key();
        return key == null ? "" : part.apply(key);
    }

    /** Returns true for what the server says while it goes on: then the transaction was rolled back. */
    @Override
    boolean isRefusal(SQLException commit) {
        String state = String.valueOf(commit.getSQLState());
        boolean isSaid = commit instanceof PSQLException said && said.getServerErrorMessage() != null;
        return isSaid && !state.startsWith("08") && !state.startsWith("57P");
    }

    @Override
    void rollback() throws SQLException {
        if (!db.getAutoCommit()) {
            db.rollback();
            db.setAutoCommit(true);
        }
    }

    @Override
    boolean isMarked(String text) throws SQLException {
        return Queries.longNumber(db, "SELECT count(*) FROM writers WHERE name = ? AND mark = ?", writer, text) > 0;
    }

    @Override
    void deleteBody(String name) throws SQLException {
        run("DELETE FROM pieces WHERE id = ?", name);
    }
}
