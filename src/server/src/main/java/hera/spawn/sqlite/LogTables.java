package hera.spawn.sqlite;

import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.log.WriteLog;
import hera.spawn.log.WriteState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The changes of the log, as SQL, on the writer's connection. Used by the writer's thread. */
final class LogTables implements AutoCloseable {
    private final Connection db;
    private final PreparedStatement insertWrite;
    private final PreparedStatement insertOutcomes;
    private final PreparedStatement updatePosition;

    private long last;
    private long total;

    LogTables(Connection db) throws SQLException {
        this.db = db;
        insertWrite = db.prepareStatement("INSERT INTO writes VALUES(?, ?, ?, ?, ?, ?, ?)");
        insertOutcomes = db.prepareStatement("INSERT OR REPLACE INTO outcomes VALUES(?, ?, ?, ?)");
        updatePosition = db.prepareStatement("UPDATE nodes SET position = max(position, ?) WHERE id = ?");
        refresh();
    }

    /** Reads where the log ends, after a transaction that failed. */
    void refresh() throws SQLException {
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

    long last() {
        return last;
    }

    long total() {
        return total;
    }

    void begin() throws SQLException {
        db.setAutoCommit(false);
    }

    void commit() throws SQLException {
        db.commit();
        db.setAutoCommit(true);
    }

    void rollback() throws SQLException {
        db.rollback();
        db.setAutoCommit(true);
        refresh();
    }

    LoggedWrite append(WriteDraft draft) throws SQLException {
        LoggedWrite write = new LoggedWrite(last + 1, total + draft.bytes(), draft);
        insertWrite.setLong(1, write.sequence());
        insertWrite.setString(2, draft.id());
        insertWrite.setLong(3, draft.acceptedMillis());
        insertWrite.setLong(4, write.total());
        insertWrite.setBytes(5, draft.head());
        if (draft.body() instanceof WriteBody.Inline inline) {
            insertWrite.setBytes(6, inline.bytes());
            insertWrite.setNull(7, java.sql.Types.INTEGER);
        } else {
            insertWrite.setNull(6, java.sql.Types.BLOB);
            insertWrite.setLong(7, draft.body().length());
        }
        insertWrite.executeUpdate();
        IdempotencyKey key = draft.key();
        if (key != null) {
            run("INSERT OR REPLACE INTO keys VALUES(?, ?, ?)", key.text(), write.sequence(), key.fingerprint());
        }
        last = write.sequence();
        total = write.total();
        return write;
    }

    void record(long node, long position, List<NodeOutcome> outcomes, Map<Long, StoredAnswer> answers)
            throws SQLException {
        insertOutcomes.setLong(1, node);
        insertOutcomes.setLong(2, outcomes.get(0).sequence());
        insertOutcomes.setLong(3, position);
        insertOutcomes.setBytes(4, PackedOutcomes.pack(outcomes));
        insertOutcomes.executeUpdate();
        updatePosition.setLong(1, position);
        updatePosition.setLong(2, node);
        updatePosition.executeUpdate();
        for (NodeOutcome outcome : outcomes) {
            if (outcome.state() == WriteState.PARKED) {
                settle(node, outcome, answers.get(outcome.sequence()));
            }
        }
    }

    void settle(long node, NodeOutcome outcome, @Nullable StoredAnswer answer) throws SQLException {
        run(
                "INSERT OR REPLACE INTO dead VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
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

    void drop(long node) throws SQLException {
        run(
                "INSERT OR REPLACE INTO outcomes SELECT id, position + 1, ?, NULL FROM nodes"
                        + " WHERE id = ? AND position < ?",
                last,
                node,
                last);
        run("UPDATE nodes SET position = ?, resync = 1 WHERE id = ?", last, node);
    }

    List<NodeRow> save(List<NodeRow> rows, List<Long> deleted) throws SQLException {
        for (long id : deleted) {
            run("DELETE FROM nodes WHERE id = ?", id);
            run("DELETE FROM outcomes WHERE node = ?", id);
            run("DELETE FROM dead WHERE node = ?", id);
        }
        List<NodeRow> saved = new ArrayList<>();
        for (NodeRow row : rows) {
            long since = place(row.since(), "SELECT since FROM nodes WHERE id = ?", row.id());
            long position = place(row.position(), "SELECT position FROM nodes WHERE id = ?", row.id());
            run(
                    "INSERT OR REPLACE INTO nodes VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    row.id() == 0 ? null : row.id(),
                    row.address().host(),
                    row.address().port(),
                    row.secure(),
                    row.priority(),
                    row.active(),
                    row.maintenance(),
                    row.needsResync(),
                    since,
                    position);
            long id = row.id() == 0 ? Queries.longNumber(db, "SELECT last_insert_rowid()") : row.id();
            run("DELETE FROM outcomes WHERE node = ? AND last > ?", id, position);
            saved.add(row.withId(id).at(since, position));
        }
        return saved;
    }

    private long place(long wanted, String stored, long node) throws SQLException {
        return wanted == NodeRow.NOW ? last : wanted == NodeRow.KEPT ? Queries.longNumber(db, stored, node) : wanted;
    }

    void note(String name, String value) throws SQLException {
        run("INSERT OR REPLACE INTO meta VALUES(?, ?)", name, value);
    }

    void keep(long sequence, StoredAnswer answer) throws SQLException {
        run(
                "INSERT OR REPLACE INTO answers VALUES(?, ?, ?, ?, ?)",
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
            run("INSERT OR REPLACE INTO meta VALUES('trimmed', ?)", Long.toString(upTo));
            run("INSERT OR REPLACE INTO meta VALUES('total', ?)", Long.toString(total));
        }
        delete(upTo, gone);
        return upTo + 1;
    }

    /** Deletes writes up to a sequence, except those that are parked at a node. */
    private void delete(long upTo, List<String> gone) throws SQLException {
        List<Long> sequences = new ArrayList<>();
        String query = "SELECT sequence, id, spooled FROM writes WHERE sequence <= ? AND sequence NOT IN"
                + " (SELECT sequence FROM dead WHERE state = ?) ORDER BY sequence LIMIT ?";
        try (PreparedStatement statement =
                        Queries.prepare(db, query, upTo, WriteState.PARKED.code(), WriteLog.TRIM_STEP);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                sequences.add(found.getLong(1));
                found.getLong(3);
                if (!found.wasNull()) {
                    gone.add(found.getString(2));
                }
            }
        }
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

    private void run(String statement, @Nullable Object... values) throws SQLException {
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
