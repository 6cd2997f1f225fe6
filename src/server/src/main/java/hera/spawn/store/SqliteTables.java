package hera.spawn.store;

import hera.foundation.http.HostPort;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;

/** The changes of a log in an SQLite file, which nobody else writes: where it ends is known, and not read again. */
final class SqliteTables extends LogTables {
    private static final String MARK = "commit";

    private final PreparedStatement insertWrite;
    private final PreparedStatement advance;
    private long last;
    private long total;

    SqliteTables(Connection db) throws SQLException {
        super(db);
        insertWrite = db.prepareStatement("INSERT INTO writes(sequence, id, accepted, total, head, body, spooled,"
                + " members) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
        advance = db.prepareStatement("UPDATE nodes SET position = max(position, ?) WHERE id = ?");
        refresh();
    }

    /** Reads where the log ends. */
    private void refresh() throws SQLException {
        last = Long.parseLong(Queries.meta(db, "trimmed"));
        total = 0;
        String query = "SELECT sequence, total FROM writes ORDER BY sequence DESC LIMIT 1";
        try (PreparedStatement statement = db.prepareStatement(query);
                ResultSet found = statement.executeQuery()) {
            if (found.next()) {
                last = Math.max(last, found.getLong(1));
                total = found.getLong(2);
            }
        }
        String kept = Queries.meta(db, "total");
        total = Math.max(total, kept.isEmpty() ? 0 : Long.parseLong(kept));
    }

    @Override
    long last() {
        return last;
    }

    @Override
    long total() {
        return total;
    }

    @Override
    boolean writesCommitAlone() {
        return false;
    }

    @Override
    void prepare(Transaction part) throws SQLException {
        db.setAutoCommit(false);
        for (TableChange<?> change : part.changes()) {
            change.apply(this);
        }
        if (part.writes().isEmpty()) {
            note(MARK, part.mark());
            return;
        }
        List<Long> members = MemberList.now(db);
        String text = MemberList.text(members);
        part.place(last + 1, total, members);
        for (AppendChange write : part.writes()) {
            append(write.write(), text);
        }
    }

    private void append(LoggedWrite write, String members) throws SQLException {
        WriteDraft draft = write.draft();
        insertWrite.setLong(1, write.sequence());
        insertWrite.setString(2, draft.id());
        insertWrite.setLong(3, draft.acceptedMillis());
        insertWrite.setLong(4, write.total());
        insertWrite.setBytes(5, draft.head());
        if (draft.body() instanceof WriteBody.Inline inline) {
            insertWrite.setBytes(6, inline.bytes());
            insertWrite.setNull(7, Types.INTEGER);
        } else {
            insertWrite.setNull(6, Types.BLOB);
            insertWrite.setLong(7, draft.body().length());
        }
        insertWrite.setString(8, members);
        insertWrite.executeUpdate();
        IdempotencyKey key = draft.key();
        if (key != null) {
            key(key, write.sequence());
        }
        last = write.sequence();
        total = write.total();
    }

    @Override
    void commit(Transaction part) throws SQLException {
        db.commit();
        db.setAutoCommit(true);
    }

    /** Returns false: SQLite tells of a full or broken disk, too, when the commit may be there. */
    @Override
    boolean isRefusal(SQLException commit) {
        return false;
    }

    @Override
    void rollback() throws SQLException {
        db.rollback();
        db.setAutoCommit(true);
        refresh();
    }

    @Override
    boolean isMarked(String mark) throws SQLException {
        return Queries.meta(db, MARK).equals(mark);
    }

    @Override
    void deleteBody(String name) {
        // It is in a file of its own, which is deleted after the commit.
    }

    // Nobody else writes here, so no right is ever over.

    @Override
    boolean holds(QueueClaim queue) {
        return true;
    }

    @Override
    boolean advance(QueueClaim queue, long position) throws SQLException {
        advance.setLong(1, position);
        advance.setLong(2, queue.node());
        advance.executeUpdate();
        return true;
    }

    @Override
    void reply(long node, Map<Long, StoredAnswer> replies) {
        throw new IllegalStateException("There is no other Spawn to answer a client");
    }

    @Override
    boolean isTaken(HostPort address) {
        return false;
    }

    @Override
    boolean isGone(long node) {
        return false;
    }

    @Override
    void changed(long node, boolean moved) {
        // Nobody has to be told.
    }
}
