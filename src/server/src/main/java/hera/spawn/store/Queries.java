package hera.spawn.store;

import hera.foundation.http.HostPort;
import hera.spawn.log.DeadLetter;
import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.KeyedWrite;
import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteBody;
import hera.spawn.log.WriteDraft;
import hera.spawn.log.WriteRecord;
import hera.spawn.log.WriteState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The queries of the log. Each is short, because a reader that stays open would keep the WAL from being trimmed. */
final class Queries {
    private static final String WRITE = "SELECT w.sequence, w.id, w.accepted, w.total, w.head, w.body, w.spooled,"
            + " k.key, k.fingerprint, w.waiting, w.members FROM writes w LEFT JOIN keys k ON k.sequence = w.sequence ";
    private static final long MOST_BYTES = 1 << 20;

    private Queries() {}

    static int number(Connection db, String query) throws SQLException {
        return (int) longNumber(db, query);
    }

    static long longNumber(Connection db, String query, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(db, query, values);
                ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    /** Runs a query for what it does. */
    static void run(Connection db, String query, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(db, query, values)) {
            statement.execute();
        }
    }

    static String meta(Connection db, String name) throws SQLException {
        try (PreparedStatement statement = prepare(db, "SELECT value FROM meta WHERE name = ?", name);
                ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getString(1) : "";
        }
    }

    static List<NodeRow> nodes(Connection db) throws SQLException {
        List<NodeRow> rows = new ArrayList<>();
        try (PreparedStatement statement = prepare(db, "SELECT * FROM nodes ORDER BY id");
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                rows.add(node(found));
            }
        }
        return rows;
    }

    static NodeRow node(ResultSet found) throws SQLException {
        return new NodeRow(
                found.getLong("id"),
                new HostPort(found.getString("host"), found.getInt("port")),
                found.getBoolean("secure"),
                found.getInt("priority"),
                found.getBoolean("active"),
                found.getBoolean("maintenance"),
                found.getBoolean("resync"),
                found.getLong("since"),
                found.getLong("position"));
    }

    static Map<Long, Set<Long>> parked(Connection db) throws SQLException {
        Map<Long, Set<Long>> parked = new HashMap<>();
        String query = "SELECT node, sequence FROM dead WHERE state = ?";
        try (PreparedStatement statement = prepare(db, query, WriteState.PARKED.code());
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                parked.computeIfAbsent(found.getLong(1), node -> new HashSet<>())
                        .add(found.getLong(2));
            }
        }
        return parked;
    }

    static List<String> spooled(Connection db) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = prepare(db, "SELECT id FROM writes WHERE spooled IS NOT NULL");
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                names.add(found.getString(1));
            }
        }
        return names;
    }

    /** Returns writes after a sequence, until they have enough bytes together. */
    static List<LoggedWrite> after(Connection db, long sequence, int most) throws SQLException {
        List<LoggedWrite> writes = new ArrayList<>();
        long bytes = 0;
        String query = WRITE + "WHERE w.sequence > ? ORDER BY w.sequence LIMIT ?";
        try (PreparedStatement statement = prepare(db, query, sequence, most);
                ResultSet found = statement.executeQuery()) {
            while (bytes < MOST_BYTES && found.next()) {
                LoggedWrite write = write(found);
                writes.add(write);
                bytes += write.draft().head().length
                        + (write.draft().body() instanceof WriteBody.Inline body ? body.length() : 0);
            }
        }
        return writes;
    }

    static Optional<WriteRecord> find(Connection db, String id) throws SQLException {
        List<WriteRecord> found = records(db, WRITE + "WHERE w.id = ?", id);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    static List<WriteRecord> before(Connection db, long sequence, int most) throws SQLException {
        return records(db, WRITE + "WHERE w.sequence < ? ORDER BY w.sequence DESC LIMIT ?", sequence, most);
    }

    static Optional<KeyedWrite> findKey(Connection db, String key) throws SQLException {
        List<LoggedWrite> found = writes(db, WRITE + "WHERE k.key = ?", key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        LoggedWrite write = found.get(0);
        IdempotencyKey stored = write.draft().key();
        return Optional.of(
                new KeyedWrite(write, stored == null ? "" : stored.fingerprint(), answer(db, write.sequence())));
    }

    static List<DeadLetter> dead(Connection db, long node, long after, int most) throws SQLException {
        List<DeadLetter> letters = new ArrayList<>();
        String query = "SELECT * FROM dead WHERE node = ? AND sequence > ? AND state = ? ORDER BY sequence LIMIT ?";
        try (PreparedStatement statement = prepare(db, query, node, after, WriteState.PARKED.code(), most);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                List<LoggedWrite> write = writes(db, WRITE + "WHERE w.sequence = ?", found.getLong("sequence"));
                if (!write.isEmpty()) {
                    int status = found.getInt("answer_status");
                    StoredAnswer answer = found.wasNull()
                            ? null
                            : new StoredAnswer(
                                    status, "", found.getBytes("answer_fields"), found.getBytes("answer_body"));
                    letters.add(new DeadLetter(write.get(0), settled(found), answer));
                }
            }
        }
        return letters;
    }

    private static @Nullable StoredAnswer answer(Connection db, long sequence) throws SQLException {
        try (PreparedStatement statement = prepare(db, "SELECT * FROM answers WHERE sequence = ?", sequence);
                ResultSet found = statement.executeQuery()) {
            return found.next()
                    ? new StoredAnswer(
                            found.getInt("status"),
                            found.getString("node"),
                            found.getBytes("fields"),
                            found.getBytes("body"))
                    : null;
        }
    }

    private static List<WriteRecord> records(Connection db, String query, Object... values) throws SQLException {
        List<LoggedWrite> writes = new ArrayList<>();
        Map<Long, List<Long>> members = new HashMap<>();
        try (PreparedStatement statement = prepare(db, query, values);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                writes.add(write(found));
                String text = found.getString(11);
                if (text != null) {
                    members.put(found.getLong(1), MemberList.read(text));
                }
            }
        }
        List<WriteRecord> records = new ArrayList<>();
        for (LoggedWrite write : writes) {
            records.add(record(db, write, members.get(write.sequence())));
        }
        return records;
    }

    private static WriteRecord record(Connection db, LoggedWrite write, @Nullable List<Long> members)
            throws SQLException {
        long sequence = write.sequence();
        Map<Long, NodeOutcome> outcomes = new HashMap<>();
        for (long member : members == null ? List.<Long>of() : members) {
            outcomes.put(member, dropped(sequence, "the node was removed"));
        }
        String query =
                "SELECT n.id, n.since, n.resync, o.first, o.last, o.packed FROM nodes n LEFT JOIN outcomes o ON o.node"
                        + " = n.id AND o.first = (SELECT max(first) FROM outcomes WHERE node = n.id AND first <= ?)";
        try (PreparedStatement statement = prepare(db, query, sequence);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                long node = found.getLong("id");
                boolean isMember = outcomes.remove(node) != null;
                if (found.getLong("last") >= sequence) {
                    byte[] packed = found.getBytes("packed");
                    outcomes.put(
                            node,
                            packed == null
                                    ? dropped(sequence, "the node needed resync")
                                    : PackedOutcomes.find(packed, found.getLong("first"), sequence));
                } else if (isMember && (found.getLong("since") >= sequence || found.getBoolean("resync"))) {
                    outcomes.put(node, dropped(sequence, "the node was moved past it"));
                }
            }
        }
        try (PreparedStatement statement = prepare(db, "SELECT * FROM dead WHERE sequence = ?", sequence);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                outcomes.put(found.getLong("node"), settled(found));
            }
        }
        return new WriteRecord(write, outcomes, members);
    }

    private static NodeOutcome dropped(long sequence, String why) {
        return new NodeOutcome(sequence, WriteState.DROPPED, 0, 0, why);
    }

    private static NodeOutcome settled(ResultSet found) throws SQLException {
        return new NodeOutcome(
                found.getLong("sequence"),
                WriteState.of(found.getInt("state")),
                found.getInt("status"),
                found.getInt("attempts"),
                found.getString("error"));
    }

    private static List<LoggedWrite> writes(Connection db, String query, Object... values) throws SQLException {
        List<LoggedWrite> writes = new ArrayList<>();
        try (PreparedStatement statement = prepare(db, query, values);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                writes.add(write(found));
            }
        }
        return writes;
    }

    private static LoggedWrite write(ResultSet found) throws SQLException {
        String id = found.getString(2);
        byte[] inline = found.getBytes(6);
        long spooled = found.getLong(7);
        boolean isInline = found.wasNull();
        WriteBody body = isInline
                ? new WriteBody.Inline(inline == null ? new byte[0] : inline)
                : new WriteBody.Spooled(id, spooled);
        String key = found.getString(8);
        IdempotencyKey idempotency = key == null ? null : new IdempotencyKey(key, found.getString(9));
        return new LoggedWrite(
                found.getLong(1),
                found.getLong(4),
                new WriteDraft(id, found.getBytes(5), body, found.getLong(3), idempotency, found.getString(10)));
    }

    static PreparedStatement prepare(Connection db, String query, Object... values) throws SQLException {
        PreparedStatement statement = db.prepareStatement(query);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
