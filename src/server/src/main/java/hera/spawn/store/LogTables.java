package hera.spawn.store;

import hera.foundation.http.HostPort;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.OutcomeBatch;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteLog;
import hera.spawn.log.WriteState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changes of the log as SQL, on the writer's connection. Used by the writer's thread. Statements are those that SQLite
 * and PostgreSQL both understand; what differs is left to the subclasses.
 */
abstract class LogTables implements AutoCloseable {
    /** A connection in whose transactions the changes are made. */
    final Connection db;

    private final PreparedStatement insertOutcomes;

    LogTables(Connection db) throws SQLException {
        this.db = db;
        insertOutcomes = db.prepareStatement("INSERT INTO outcomes(node, first, last, packed) VALUES(?, ?, ?, ?)"
                + " ON CONFLICT(node, first) DO UPDATE SET last = excluded.last, packed = excluded.packed");
    }

    /** Returns the last write in the log, 0 if there has been none. */
    abstract long last() throws SQLException;

    /** Returns the bytes of all writes up to the last. */
    abstract long total() throws SQLException;

    /** Returns whether writes are committed by themselves, apart from other changes. */
    abstract boolean writesCommitAlone();

    /** Makes all changes, so that nothing but the commit is left; what it throws has changed nothing. */
    abstract void prepare(Transaction part) throws SQLException;

    /** Commits, and gives the writes their places. */
    abstract void commit(Transaction part) throws SQLException;

    /** Returns whether the store itself refused a commit, which then certainly did not take place. */
    abstract boolean isRefusal(SQLException commit);

    /** Undoes what was prepared. */
    abstract void rollback() throws SQLException;

    /** Returns whether a transaction without a write was committed. */
    abstract boolean isMarked(String mark) throws SQLException;

    /** Returns whether the right to a node's queue is not over, which stays so until the transaction ends. */
    abstract boolean holds(QueueClaim queue) throws SQLException;

    /** Moves a node's position forward; returns false, and does nothing, if the right to do so is over. */
    abstract boolean advance(QueueClaim queue, long position) throws SQLException;

    /** Keeps the answers of a node for which clients of other Spawns wait. */
    abstract void reply(long node, Map<Long, StoredAnswer> replies) throws SQLException;

    /** Returns whether another Spawn has made a node of that address meanwhile; none is made before the transaction ends. */
    abstract boolean isTaken(HostPort address) throws SQLException;

    /** Returns whether another Spawn has deleted a node meanwhile; if not, none changes it before the transaction ends. */
    abstract boolean isGone(long node) throws SQLException;

    /** Notes that an operator changed a node's row. */
    abstract void changed(long node, boolean moved) throws SQLException;

    /** Returns whether a commit in doubt took place, and if so gives its writes their places. */
    boolean took(Transaction doubt) throws SQLException {
        if (doubt.writes().isEmpty()) {
            return isMarked(doubt.mark());
        }
        AppendChange first = doubt.writes().get(0);
        String query = "SELECT sequence, total, members FROM writes WHERE id = ?";
        try (PreparedStatement statement =
                        Queries.prepare(db, query, first.draft().id());
                ResultSet found = statement.executeQuery()) {
            if (found.next()) {
                doubt.place(
                        found.getLong(1),
                        found.getLong(2) - first.draft().bytes(),
                        MemberList.read(found.getString(3)));
                return true;
            }
            return false;
        }
    }

    boolean record(QueueClaim queue, long position, OutcomeBatch batch) throws SQLException {
        if (!advance(queue, position)) {
            return false;
        }
        List<NodeOutcome> outcomes = batch.outcomes();
        insertOutcomes.setLong(1, queue.node());
        insertOutcomes.setLong(2, outcomes.get(0).sequence());
        insertOutcomes.setLong(3, position);
        insertOutcomes.setBytes(4, PackedOutcomes.pack(outcomes));
        insertOutcomes.executeUpdate();
        for (NodeOutcome outcome : outcomes) {
            if (outcome.state() == WriteState.PARKED) {
                settle(queue.node(), outcome, batch.letters().get(outcome.sequence()));
            }
        }
        if (!batch.replies().isEmpty()) {
            reply(queue.node(), batch.replies());
        }
        return true;
    }

    boolean settle(QueueClaim queue, NodeOutcome outcome, @Nullable StoredAnswer answer) throws SQLException {
        boolean holds = holds(queue);
        if (holds) {
            settle(queue.node(), outcome, answer);
        }
        return holds;
    }

    void settle(long node, NodeOutcome outcome, @Nullable StoredAnswer answer) throws SQLException {
        run(
                "INSERT INTO dead(node, sequence, state, status, attempts, error, answer_status, answer_fields,"
                        + " answer_body) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(node, sequence) DO UPDATE SET"
                        + " state = excluded.state, status = excluded.status, attempts = excluded.attempts,"
                        + " error = excluded.error, answer_status = excluded.answer_status,"
                        + " answer_fields = excluded.answer_fields, answer_body = excluded.answer_body",
                node,
                outcome.sequence(),
                outcome.state().code(),
                outcome.status(),
                outcome.attempts(),
                outcome.error(),
                answer == null ? null : answer.status(),
                answer == null ? null : answer.fields(),
                answer == null ? null : answer.body());
    }

    boolean drop(QueueClaim queue) throws SQLException {
        if (!holds(queue)) {
            return false;
        }
        long last = last();
        run(
                "INSERT INTO outcomes(node, first, last) SELECT id, position + 1, ? FROM nodes"
                        + " WHERE id = ? AND position < ?"
                        + " ON CONFLICT(node, first) DO UPDATE SET last = excluded.last, packed = NULL",
                last,
                queue.node(),
                last);
        run("UPDATE nodes SET position = ?, resync = ? WHERE id = ?", last, true, queue.node());
        return true;
    }

    List<NodeRow> save(List<NodeRow> rows, Set<Long> moved, List<Long> deleted) throws SQLException {
        for (long id : deleted) {
            run("DELETE FROM nodes WHERE id = ?", id);
            run("DELETE FROM outcomes WHERE node = ?", id);
            run("DELETE FROM dead WHERE node = ?", id);
        }
        List<NodeRow> saved = new ArrayList<>();
        for (NodeRow row : rows) {
            if (row.id() == 0 ? isTaken(row.address()) : isGone(row.id())) {
                continue;
            }
            boolean isMoved = moved.contains(row.id());
            long since = place(row.since(), "SELECT since FROM nodes WHERE id = ?", row.id());
            long position = place(row.position(), "SELECT position FROM nodes WHERE id = ?", row.id());
            long id = row.id() == 0 ? inserted(row, since, position) : updated(row, since, position, isMoved);
            run("DELETE FROM outcomes WHERE node = ? AND last > ?", id, position);
            if (isMoved) {
                run("DELETE FROM dead WHERE node = ? AND sequence > ?", id, position);
            }
            changed(id, isMoved);
            saved.add(row.withId(id).at(since, position));
        }
        return saved;
    }

    private long inserted(NodeRow row, long since, long position) throws SQLException {
        return Queries.longNumber(
                db,
                "INSERT INTO nodes(host, port, secure, priority, active, maintenance, resync, since, position)"
                        + " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                row.address().host(),
                row.address().port(),
                row.secure(),
                row.priority(),
                row.active(),
                row.maintenance(),
                row.needsResync(),
                since,
                position);
    }

    /** Stores a row; whoever does not choose its place does not end its need of resync, either. */
    private long updated(NodeRow row, long since, long position, boolean isMoved) throws SQLException {
        run(
                "UPDATE nodes SET host = ?, port = ?, secure = ?, priority = ?, active = ?, maintenance = ?,"
                        + " resync = ? OR (resync AND ?), since = ?, position = ? WHERE id = ?",
                row.address().host(),
                row.address().port(),
                row.secure(),
                row.priority(),
                row.active(),
                row.maintenance(),
                row.needsResync(),
                !isMoved,
                since,
                position,
                row.id());
        return row.id();
    }

    private long place(long wanted, String stored, long node) throws SQLException {
        return wanted == NodeRow.NOW ? last() : wanted == NodeRow.KEPT ? Queries.longNumber(db, stored, node) : wanted;
    }

    void note(String name, String value) throws SQLException {
        run(
                "INSERT INTO meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                name,
                value);
    }

    final void key(IdempotencyKey key, long sequence) throws SQLException {
        run(
                "INSERT INTO keys(key, sequence, fingerprint) VALUES(?, ?, ?) ON CONFLICT(key) DO UPDATE SET"
                        + " sequence = excluded.sequence, fingerprint = excluded.fingerprint",
                key.text(),
                sequence,
                key.fingerprint());
    }

    void keep(long sequence, StoredAnswer answer) throws SQLException {
        run(
                "INSERT INTO answers(sequence, status, node, fields, body) VALUES(?, ?, ?, ?, ?) ON CONFLICT(sequence)"
                        + " DO UPDATE SET status = excluded.status, node = excluded.node, fields = excluded.fields,"
                        + " body = excluded.body",
                sequence,
                answer.status(),
                answer.node(),
                answer.fields(),
                answer.body());
    }

    /**
     * Deletes some of the writes that may be deleted.
     *
     * @param gone gets the names of the deleted writes' files
     * @return the first write that is still there for all
     */
    long trim(long through, long before, long mostBytes, List<String> gone) throws SQLException {
        long trimmed = Long.parseLong(Queries.meta(db, "trimmed"));
        long throughTotal = Queries.longNumber(db, "SELECT total FROM writes WHERE sequence = ?", through);
        long upTo = trimmed;
        String query = "SELECT sequence, accepted, total FROM writes WHERE sequence > ? AND sequence <= ?"
                + " ORDER BY sequence LIMIT ?";
        try (PreparedStatement statement = Queries.prepare(db, query, trimmed, through, WriteLog.TRIM_STEP);
                ResultSet found = statement.executeQuery()) {
            while (found.next() && (found.getLong(2) < before || throughTotal - found.getLong(3) > mostBytes)) {
                upTo = found.getLong(1);
            }
        }
        if (upTo > trimmed) {
            note("trimmed", Long.toString(upTo));
            note("total", Long.toString(total()));
        }
        delete(upTo, gone);
        return upTo + 1;
    }

    /** Deletes writes up to a sequence, except those that are parked at a node. */
    private void delete(long upTo, List<String> gone) throws SQLException {
        List<Long> sequences = new ArrayList<>();
        List<String> spooled = new ArrayList<>();
        String query = "SELECT sequence, id, spooled FROM writes WHERE sequence <= ? AND sequence NOT IN"
                + " (SELECT sequence FROM dead WHERE state = ?) ORDER BY sequence LIMIT ?";
        try (PreparedStatement statement =
                        Queries.prepare(db, query, upTo, WriteState.PARKED.code(), WriteLog.TRIM_STEP);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                sequences.add(found.getLong(1));
                found.getLong(3);
                if (!found.wasNull()) {
                    spooled.add(found.getString(2));
                }
            }
        }
        for (String name : spooled) {
            deleteBody(name);
        }
        gone.addAll(spooled);
        for (long sequence : sequences) {
            run("DELETE FROM writes WHERE sequence = ?", sequence);
            run("DELETE FROM keys WHERE sequence = ?", sequence);
            run("DELETE FROM answers WHERE sequence = ?", sequence);
        }
        if (!sequences.isEmpty()) {
            run("DELETE FROM outcomes WHERE last <= ?", upTo);
            run("DELETE FROM dead WHERE sequence <= ? AND state <> ?", upTo, WriteState.PARKED.code());
        }
    }

    /** Deletes what the store itself has of a large body. */
    abstract void deleteBody(String name) throws SQLException;

    final void run(String statement, @Nullable Object... values) throws SQLException {
        try (PreparedStatement prepared = db.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(i + 1, values[i]);
            }
            prepared.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
