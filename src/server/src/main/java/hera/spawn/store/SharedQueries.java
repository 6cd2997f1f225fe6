package hera.spawn.store;

import hera.spawn.log.NodeOutcome;
import hera.spawn.log.NodeRow;
import hera.spawn.log.QueueClaim;
import hera.spawn.log.SharedQuestion;
import hera.spawn.log.SharedQueue;
import hera.spawn.log.SharedView;
import hera.spawn.log.StoredAnswer;
import hera.spawn.log.WriteState;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one Spawn sees of the others in PostgreSQL, all at one moment. */
final class SharedQueries {
    private SharedQueries() {}

    /** Returns those of these ids whose writes are in the log. */
    static List<String> logged(Connection db, List<String> ids) throws SQLException {
        List<String> found = new ArrayList<>();
        Array wanted = db.createArrayOf("text", ids.toArray());
        try (PreparedStatement statement = Queries.prepare(db, "SELECT id FROM writes WHERE id = ANY(?)", wanted);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /**
     * Looks.
     *
     * @param db used for nothing else
     * @param name of the Spawn that looks
     */
    static SharedView look(Connection db, String name, SharedQuestion question) throws SQLException {
        db.setAutoCommit(false);
        db.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            long last = Queries.longNumber(db, "SELECT last FROM log");
            Map<Long, Map<Long, WriteState>> letters = new HashMap<>();
            Map<Long, Set<Long>> again = new HashMap<>();
            letters(db, letters, again);
            List<SharedQueue> nodes = nodes(db, letters, again);
            Map<Long, List<NodeOutcome>> outcomes = outcomes(db, question);
            long total = Queries.longNumber(db, "SELECT total FROM log");
            return new SharedView(last, total, nodes, outcomes, replies(db, name, question, outcomes));
        } finally {
            db.rollback(); // nothing was changed
        }
    }

    private static List<SharedQueue> nodes(
            Connection db, Map<Long, Map<Long, WriteState>> letters, Map<Long, Set<Long>> again) throws SQLException {
        List<SharedQueue> nodes = new ArrayList<>();
        String query = "SELECT n.*, coalesce(w.accepted, 0) AS head, coalesce(w.total - coalesce(w.spooled,"
                + " length(w.body)) - length(w.head), 0) AS before FROM nodes n"
                + " LEFT JOIN writes w ON w.sequence = n.position + 1 ORDER BY n.id";
        try (PreparedStatement statement = db.prepareStatement(query);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                NodeRow row = Queries.node(found);
                nodes.add(new SharedQueue(
                        row,
                        new QueueClaim(row.id(), found.getLong("term"), found.getLong("moves")),
                        found.getString("owner"),
                        found.getLong("version"),
                        found.getLong("obeyed"),
                        letters.getOrDefault(row.id(), Map.of()),
                        again.getOrDefault(row.id(), Set.of()),
                        found.getLong("head"),
                        found.getLong("before")));
            }
        }
        return nodes;
    }

    private static void letters(Connection db, Map<Long, Map<Long, WriteState>> letters, Map<Long, Set<Long>> again)
            throws SQLException {
        try (PreparedStatement statement = db.prepareStatement("SELECT node, sequence, state, again FROM dead");
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                long node = found.getLong(1);
                letters.computeIfAbsent(node, id -> new HashMap<>())
                        .put(found.getLong(2), WriteState.of(found.getInt(3)));
                if (found.getBoolean(4)) {
                    again.computeIfAbsent(node, id -> new HashSet<>()).add(found.getLong(2));
                }
            }
        }
    }

    /** Returns outcomes behind those places that are recorded, of batches that may begin before them. */
    private static Map<Long, List<NodeOutcome>> outcomes(Connection db, SharedQuestion question) throws SQLException {
        Map<Long, List<NodeOutcome>> outcomes = new HashMap<>();
        String query = "SELECT o.node, o.first, o.last, o.packed, q.after, n.position"
                + " FROM unnest(?, ?) AS q(node, after) JOIN nodes n ON n.id = q.node AND n.position > q.after"
                + " JOIN outcomes o ON o.node = q.node AND o.last > q.after AND o.first >="
                + " coalesce((SELECT max(x.first) FROM outcomes x WHERE x.node = q.node AND x.first <= q.after + 1), 0)"
                + " ORDER BY o.node, o.first";
        List<Long> nodes = List.copyOf(question.after().keySet());
        try (PreparedStatement statement = db.prepareStatement(query)) {
            statement.setArray(1, array(db, nodes));
            statement.setArray(
                    2, array(db, nodes.stream().map(question.after()::get).toList()));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    List<NodeOutcome> of = outcomes.computeIfAbsent(found.getLong(1), id -> new ArrayList<>());
                    unpack(found, question.open(), of);
                }
            }
        }
        return outcomes;
    }

    private static void unpack(ResultSet found, Set<Long> open, List<NodeOutcome> to) throws SQLException {
        long first = found.getLong(2);
        long last = Math.min(found.getLong(3), found.getLong(6));
        byte[] packed = found.getBytes(4);
        long from = Math.max(first, found.getLong(5) + 1);
        if (packed == null) {
            open.stream()
                    .filter(sequence -> sequence >= from && sequence <= last)
                    .sorted()
                    .forEach(sequence ->
                            to.add(new NodeOutcome(sequence, WriteState.DROPPED, 0, 0, "the node needed resync")));
            return;
        }
        for (long sequence = from; sequence <= last; sequence++) {
            NodeOutcome outcome = PackedOutcomes.find(packed, first, sequence);
            if (outcome.state() == WriteState.REFUSED || open.contains(sequence)) {
                to.add(outcome);
            }
        }
    }

    private static Map<Long, Map<Long, StoredAnswer>> replies(
            Connection db, String name, SharedQuestion question, Map<Long, List<NodeOutcome>> outcomes)
            throws SQLException {
        Set<Long> wanted = new HashSet<>();
        outcomes.values().forEach(of -> of.forEach(outcome -> wanted.add(outcome.sequence())));
        wanted.retainAll(question.open());
        Map<Long, Map<Long, StoredAnswer>> replies = new HashMap<>();
        if (wanted.isEmpty()) {
            return replies;
        }
        String query =
                "SELECT node, sequence, status, fields, body FROM replies WHERE waiting = ? AND sequence = ANY(?)";
        try (PreparedStatement statement = db.prepareStatement(query)) {
            statement.setString(1, name);
            statement.setArray(2, array(db, wanted));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    replies.computeIfAbsent(found.getLong(1), id -> new HashMap<>())
                            .put(
                                    found.getLong(2),
                                    new StoredAnswer(found.getInt(3), "", found.getBytes(4), found.getBytes(5)));
                }
            }
        }
        return replies;
    }

    private static Array array(Connection db, Collection<Long> numbers) throws SQLException {
        return db.createArrayOf("int8", numbers.toArray());
    }
}
