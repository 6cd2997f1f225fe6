package hera.failover.jdbc;

import hera.failover.store.Bell;
import hera.failover.store.Candidate;
import hera.failover.store.Holding;
import hera.failover.store.Identifier;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.SessionRecord;
import hera.failover.store.Sight;
import hera.failover.store.Store;
import hera.failover.store.Take;
import hera.failover.store.TaskStore;
import hera.failover.store.Wish;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A store in PostgreSQL or in an SQLite file. Thread-safe. It makes its three tables, {@code hera_failover},
 * {@code hera_failover_member} and {@code hera_failover_task}, where they are missing.
 */
public final class JdbcStore implements Store {
    /** The most names in one statement. */
    private static final int BATCH = 1_000;

    private final Connections connections;
    private final String description;
    private final boolean creating;

    private JdbcStore(Connections connections, String description, boolean creating) {
        this.connections = connections;
        this.description = description;
        this.creating = creating;
    }

    /**
     * Returns the store behind a data source. Each call takes a connection of it, up to four at once and one more that
     * listens at PostgreSQL, so it should be a pool.
     *
     * @param database of PostgreSQL, or of an SQLite file
     * @return the store; closing it leaves the data source open
     */
    public static JdbcStore of(DataSource database) {
        return new JdbcStore(new Connections(database::getConnection, false), "jdbc", true);
    }

    /**
     * Returns the store of a URL, with connections of its own; does not connect yet.
     *
     * @param url {@code jdbc:postgresql://HOST[:PORT]/DATABASE?user=…&password=…} or {@code jdbc:sqlite:FILE}
     * @return the store
     * @throws IllegalArgumentException if it is neither, names no host or no file, or the driver is missing; the message
     *     holds no password
     */
    public static JdbcStore open(String url) {
        JdbcUrl parsed = JdbcUrl.parse(url);
        return new JdbcStore(new Connections(parsed.source(), true), parsed.description(), true);
    }

    /**
     * Returns this store, but one that makes no tables: while they are missing, every step fails.
     *
     * @return the store, in place of this
     */
    public JdbcStore withoutCreating() {
        return new JdbcStore(connections, description, false);
    }

    @Override
    public String description() {
        return description;
    }

    private <T> T run(Duration limit, Connections.Step<T> step) throws SQLException, InterruptedException {
        return connections.run(limit, creating, step);
    }

    @Override
    public boolean join(Candidate session, Duration limit) throws Exception {
        return run(
                limit,
                link -> link.update(
                                "INSERT INTO hera_failover_member (session, member, beat, lease, held, rung, dead,"
                                        + " last_seen) VALUES (?, ?, 0, ?, ?, 0, FALSE, "
                                        + link.dialect().now()
                                        + ") ON CONFLICT (session) DO NOTHING",
                                session.id().text(),
                                session.member(),
                                session.leaseMillis(),
                                session.held())
                        == 1);
    }

    @Override
    public boolean beat(SessionId session, OptionalInt held, Duration limit) throws Exception {
        return run(
                limit,
                link -> link.updateAndRing(
                                "UPDATE hera_failover_member SET beat = beat + 1, held = ?, last_seen = "
                                        + link.dialect().now() + " WHERE session = ? AND dead = FALSE",
                                held,
                                session.text())
                        == 1);
    }

    @Override
    public Sight look(Set<String> names, Duration limit) throws Exception {
        return run(limit, link -> {
            Map<String, NameRecord> rows = new LinkedHashMap<>();
            Map<String, String> damaged = new HashMap<>();
            for (List<String> batch : batches(names)) {
                String sql = "SELECT " + Rows.name(link.dialect()) + " FROM hera_failover WHERE name IN ("
                        + String.join(", ", Collections.nCopies(batch.size(), "?")) + ")";
                link.query(
                        row -> {
                            String name = row.getString(1);
                            try {
                                rows.put(name, Rows.name(row));
                            } catch (IllegalArgumentException e) {
                                damaged.put(name, "hera_failover: " + e.getMessage());
                            }
                            return name;
                        },
                        sql,
                        batch.toArray());
            }
            Map<SessionId, SessionRecord> sessions = new LinkedHashMap<>();
            link.query(Rows::session, "SELECT " + Rows.SESSION + " FROM hera_failover_member")
                    .forEach(session -> sessions.put(session.id(), session));
            return new Sight(sessions, rows, damaged);
        });
    }

    private static List<List<String>> batches(Set<String> names) {
        List<String> all = List.copyOf(names);
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += BATCH) {
            batches.add(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
        return batches;
    }

    @Override
    public boolean declareDead(SessionId session, long beat, Duration limit) throws Exception {
        return run(
                limit,
                link -> link.update(
                                "UPDATE hera_failover_member SET dead = TRUE"
                                        + " WHERE session = ? AND (beat = ? OR dead = TRUE)",
                                session.text(),
                                beat)
                        == 1);
    }

    @Override
    public Set<String> take(Candidate taker, List<Take> takes, Duration limit) throws Exception {
        List<Take> sorted =
                takes.stream().sorted(Comparator.comparing(Take::name)).toList();
        return run(
                limit,
                link -> link.atomically(() -> {
                    Set<String> taken = new HashSet<>();
                    List<Take> old =
                            sorted.stream().filter(take -> !take.isNew()).toList();
                    if (!old.isEmpty()) {
                        taken.addAll(takeOld(link, taker, old));
                    }
                    List<Take> fresh = sorted.stream().filter(Take::isNew).toList();
                    if (!fresh.isEmpty()) {
                        taken.addAll(insert(link, taker, fresh));
                    }
                    return taken;
                }));
    }

    private static List<String> takeOld(Link link, Candidate taker, List<Take> takes) throws SQLException {
        if (link.dialect() == Dialect.POSTGRESQL && takes.size() > 1) {
            // In the order of names, or two takers of the same names would wait for each other for ever.
            link.query(
                    row -> row.getString(1),
                    "SELECT name FROM hera_failover WHERE name IN ("
                            + String.join(", ", Collections.nCopies(takes.size(), "?")) + ") ORDER BY name FOR UPDATE",
                    takes.stream().map(Take::name).toArray());
        }
        List<@Nullable Object> args = new ArrayList<>();
        for (Take take : takes) {
            SessionId from = take.from();
            args.add(take.name());
            args.add(take.term());
            args.add(from == null ? null : from.text());
        }
        args.add(taker.id().text());
        args.add(taker.member());
        args.add(taker.leaseMillis());
        args.add(taker.priority());
        return link.query(
                row -> row.getString(1),
                "WITH taking (n, t, f) AS (" + values(takes.size(), "(?, ?, ?)") + ") UPDATE hera_failover"
                        + " SET term = term + 1, holder = ?, member = ?, lease = ?, priority = ?, wanted = NULL,"
                        + " resign = 0, since = " + link.dialect().now()
                        + " FROM taking WHERE name = n AND term = t AND (holder IS NULL OR holder = f) RETURNING name",
                args.toArray());
    }

    private static List<String> insert(Link link, Candidate taker, List<Take> takes) throws SQLException {
        List<Object> args = new ArrayList<>();
        for (Take take : takes) {
            args.add(take.name());
            args.add(take.newTerm());
            args.add(taker.id().text());
            args.add(taker.member());
            args.add(taker.leaseMillis());
            args.add(taker.priority());
        }
        return link.query(
                row -> row.getString(1),
                "INSERT INTO hera_failover (name, term, holder, member, lease, priority, sync, resign, since) "
                        + values(
                                takes.size(),
                                "(?, ?, ?, ?, ?, ?, 0, 0, " + link.dialect().now() + ")")
                        + " ON CONFLICT (name) DO NOTHING RETURNING name",
                args.toArray());
    }

    private static String values(int count, String row) {
        return "VALUES " + String.join(", ", Collections.nCopies(count, row));
    }

    @Override
    public Set<String> release(SessionId session, List<Holding> names, OptionalInt held, Duration limit)
            throws Exception {
        List<Object> args = new ArrayList<>();
        for (Holding holding : names) {
            args.add(holding.name());
            args.add(holding.term());
        }
        args.add(session.text());
        return run(
                limit,
                link -> link.atomically(() -> {
                    List<String> released = names.isEmpty()
                            ? List.of()
                            : link.query(
                                    row -> row.getString(1),
                                    "WITH releasing (n, t) AS (" + values(names.size(), "(?, ?)")
                                            + ") UPDATE hera_failover"
                                            + " SET holder = NULL, member = NULL FROM releasing"
                                            + " WHERE name = n AND term = t AND holder = ? RETURNING name",
                                    args.toArray());
                    link.updateAndRing(
                            "UPDATE hera_failover_member SET rung = rung + 1, held = ? WHERE session = ?",
                            held,
                            session.text());
                    return Set.copyOf(released);
                }));
    }

    @Override
    public Set<String> synchronize(SessionId session, List<Identifier> identifiers, Duration limit) throws Exception {
        if (identifiers.isEmpty()) {
            return Set.of();
        }
        List<Object> args = new ArrayList<>();
        for (Identifier identifier : identifiers) {
            args.add(identifier.name());
            args.add(identifier.term());
            args.add(identifier.identifier());
            args.add(identifier.sync());
        }
        args.add(session.text());
        return run(
                limit,
                link -> link.atomically(() -> link
                        .query(
                                row -> row.getString(1),
                                "WITH telling (n, t, i, s) AS (" + values(identifiers.size(), "(?, ?, ?, ?)")
                                        + ") UPDATE hera_failover SET identifier = i, sync = s FROM telling"
                                        + " WHERE name = n AND term = t AND holder = ? AND sync < s RETURNING name",
                                args.toArray())
                        .stream()
                        .collect(Collectors.toSet())));
    }

    @Override
    public boolean ask(Wish wish, Duration limit) throws Exception {
        SessionId instead = wish.instead();
        String orSharing = !wish.sharing() ? "" : instead == null ? " OR wanted IS NULL" : " OR wanted = ?";
        List<Object> args = new ArrayList<>(List.of(
                wish.session().text(),
                wish.priority(),
                wish.name(),
                wish.term(),
                wish.session().text(),
                wish.priority()));
        if (wish.sharing() && instead != null) {
            args.add(instead.text());
        }
        return run(
                limit,
                link -> link.update(
                                "UPDATE hera_failover SET wanted = ?, priority = ? WHERE name = ? AND term = ?"
                                        + " AND holder IS NOT NULL AND holder <> ? AND (priority < ?" + orSharing + ")",
                                args.toArray())
                        == 1);
    }

    @Override
    public boolean askToResign(Holding holding, Duration limit) throws Exception {
        return run(
                limit,
                link -> link.update(
                                "UPDATE hera_failover SET resign = term"
                                        + " WHERE name = ? AND term = ? AND holder IS NOT NULL",
                                holding.name(),
                                holding.term())
                        == 1);
    }

    @Override
    public boolean delete(SessionId session, boolean own, Duration limit) throws Exception {
        String onlyDead = own
                ? ""
                : " AND dead = TRUE AND NOT EXISTS (SELECT 1 FROM hera_failover WHERE holder ="
                        + " hera_failover_member.session)";
        return run(
                limit,
                link -> link.updateAndRing(
                                "DELETE FROM hera_failover_member WHERE session = ?" + onlyDead, session.text())
                        == 1);
    }

    @Override
    public Bell listen(Runnable onRing) {
        return new JdbcBell(connections, onRing);
    }

    @Override
    public TaskStore tasks() {
        return new JdbcTasks(connections, creating);
    }

    @Override
    public void close() {
        connections.close();
    }
}
