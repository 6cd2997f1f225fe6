package hera.spawn.store;

import hera.foundation.http.HostPort;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteState;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * The changes of a log in PostgreSQL, which other Spawns may write, too. Writes get their numbers in the order in which they
 * become visible, because the row that counts them is locked until the commit. Number, insert and commit are one statement:
 * a Spawn that is stopped holds that lock at no moment. Other changes are transactions of a few statements; the server ends
 * one whose client has stopped.
 *
 * <p>Each writer has an epoch, which its opening raises. Whatever it sent before is refused from then on, so that a lookup
 * after a lost answer is final. A node's queue has a term and a count of moves; a change of it names both, and does nothing if
 * either is another by now.
 */
final class PostgresTables extends LogTables {
    /** What stands for the size of the file of a body that has none. */
    private static final long INLINE = -1;

    /** Any number of this program's own, under which one Spawn at a time deletes old writes. */
    private static final long TRIMMING = 0x48657261_5371L;

    private final PreparedStatement append;
    private final PreparedStatement advance;
    private final PreparedStatement mark;
    private final String writer;
    private final long epoch;

    PostgresTables(Connection db, String writer, long epoch) throws SQLException {
        super(db);
        this.writer = writer;
        this.epoch = epoch;
        append = db.prepareStatement(
                "SELECT its_place, its_sequence, its_total, its_members FROM append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        advance = db.prepareStatement(
                "UPDATE nodes SET position = greatest(position, ?)" + " WHERE id = ? AND term = ? AND moves = ?");
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
            throw new SQLException("another Spawn of this name has opened the store");
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
        append.setArray(11, array("text", writes, write -> write.draft().waitingAt()));
        try (ResultSet found = append.executeQuery()) {
            while (found.next()) {
                writes.get(found.getInt(1) - 1)
                        .place(found.getLong(2), found.getLong(3), MemberList.read(found.getString(4)));
            }
        }
    }

    /** Looks all of its writes up: of a commit that took place, those are there whose keys were not taken. */
    @Override
    boolean took(Transaction doubt) throws SQLException {
        if (doubt.writes().isEmpty()) {
            return super.took(doubt);
        }
        boolean took = false;
        for (AppendChange write : doubt.writes()) {
            String query = "SELECT sequence, total, members FROM writes WHERE id = ?";
            try (PreparedStatement statement =
                            Queries.prepare(db, query, write.draft().id());
                    ResultSet found = statement.executeQuery()) {
                if (found.next()) {
                    write.place(found.getLong(1), found.getLong(2), MemberList.read(found.getString(3)));
                    took = true;
                }
            }
        }
        return took;
    }

    @Override
    boolean holds(QueueClaim queue) throws SQLException {
        return Queries.longNumber(
                        db,
                        "SELECT 1 FROM nodes WHERE id = ? AND term = ? AND moves = ? FOR UPDATE",
                        queue.node(),
                        queue.term(),
                        queue.moves())
                > 0;
    }

    @Override
    boolean advance(QueueClaim queue, long position) throws SQLException {
        advance.setLong(1, position);
        advance.setLong(2, queue.node());
        advance.setLong(3, queue.term());
        advance.setLong(4, queue.moves());
        return advance.executeUpdate() > 0;
    }

    /** Records it; whoever asked that it be sent again has been heard. */
    @Override
    void settle(long node, NodeOutcome outcome, @Nullable StoredAnswer answer) throws SQLException {
        super.settle(node, outcome, answer);
        run("UPDATE dead SET again = false WHERE node = ? AND sequence = ?", node, outcome.sequence());
    }

    @Override
    void reply(long node, Map<Long, StoredAnswer> replies) throws SQLException {
        for (Map.Entry<Long, StoredAnswer> reply : replies.entrySet()) {
            StoredAnswer answer = reply.getValue();
            run(
                    "INSERT INTO replies SELECT waiting, sequence, ?, ?, ?, ? FROM writes WHERE sequence = ?"
                            + " ON CONFLICT DO NOTHING",
                    node,
                    answer.status(),
                    answer.fields(),
                    answer.body(),
                    reply.getKey());
        }
    }

    @Override
    boolean isTaken(HostPort address) throws SQLException {
        run("UPDATE log SET last = last");
        return Queries.longNumber(
                        db, "SELECT count(*) FROM nodes WHERE host = ? AND port = ?", address.host(), address.port())
                > 0;
    }

    @Override
    boolean isGone(long node) throws SQLException {
        return Queries.longNumber(db, "SELECT id FROM nodes WHERE id = ? FOR UPDATE", node) == 0;
    }

    @Override
    void changed(long node, boolean moved) throws SQLException {
        run("UPDATE nodes SET version = version + 1, moves = moves + ? WHERE id = ?", moved ? 1 : 0, node);
    }

    /** Takes a node's queue, unless a higher term has. */
    boolean claim(long node, long term) throws SQLException {
        return Queries.longNumber(
                        db,
                        "UPDATE nodes SET term = ?, owner = ? WHERE id = ? AND term <= ? RETURNING id",
                        term,
                        writer,
                        node,
                        term)
                > 0;
    }

    boolean obey(QueueClaim queue, long version) throws SQLException {
        if (!holds(queue)) {
            return false;
        }
        run("UPDATE nodes SET obeyed = ? WHERE id = ? AND obeyed < ?", version, queue.node(), version);
        return true;
    }

    void askAgain(long node, List<Long> letters) throws SQLException {
        for (long sequence : letters) {
            run(
                    "UPDATE dead SET again = true WHERE node = ? AND sequence = ? AND state = ?",
                    node,
                    sequence,
                    WriteState.PARKED.code());
        }
    }

    void forgetReplies(long before) throws SQLException {
        run("DELETE FROM replies WHERE waiting = ? AND sequence < ?", writer, before);
    }

    @Override
    long trim(long through, long before, long mostBytes, List<String> gone) throws SQLException {
        if (Queries.longNumber(db, "SELECT pg_try_advisory_xact_lock(?)::int", TRIMMING) == 0) {
            return Long.parseLong(Queries.meta(db, "trimmed")) + 1; // another Spawn is at it
        }
        long recorded = Queries.longNumber(
                db, "SELECT coalesce(min(position), ?) FROM nodes WHERE active AND NOT resync", through);
        long first = super.trim(Math.min(through, recorded), before, mostBytes, gone);
        run("DELETE FROM replies WHERE sequence < ?", first);
        return first;
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
