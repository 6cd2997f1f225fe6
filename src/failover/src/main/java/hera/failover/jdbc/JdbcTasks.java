package hera.failover.jdbc;

import hera.failover.store.StoredTask;
import hera.failover.store.TaskStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The durable queues in the table {@code hera_failover_task}. The database draws {@code seq}, and never one twice. */
final class JdbcTasks implements TaskStore {
    private static final String PLACE = " WHERE name = ? AND seq = ? AND term = ?";

    private final Connections connections;
    private final boolean creating;

    JdbcTasks(Connections connections, boolean creating) {
        this.connections = connections;
        this.creating = creating;
    }

    private <T> T run(Duration limit, Connections.Step<T> step) throws SQLException, InterruptedException {
        return connections.run(limit, creating, step);
    }

    @Override
    public Submission submit(String name, String key, byte[] task, Duration limit) throws Exception {
        return run(limit, link -> {
            if (isFull(link, name)) {
                return exists(link, name, key) ? Submission.PENDING : Submission.FULL;
            }
            int stored = link.update(
                    "INSERT INTO hera_failover_task (name, key, task, attempts, term, aside)"
                            + " VALUES (?, ?, ?, 0, 0, FALSE) ON CONFLICT (name, key) DO NOTHING",
                    name,
                    key,
                    task);
            return stored == 1 ? Submission.STORED : Submission.PENDING;
        });
    }

    /** Counts only a queue whose first and last place are so far apart that it may be full. */
    private static boolean isFull(Link link, String name) throws SQLException {
        long span = number(
                link, "SELECT COALESCE(MAX(seq) - MIN(seq) + 1, 0) FROM hera_failover_task WHERE name = ?", name);
        return span >= MAX_PENDING
                && number(link, "SELECT COUNT(*) FROM hera_failover_task WHERE name = ?", name) >= MAX_PENDING;
    }

    private static boolean exists(Link link, String name, String key) throws SQLException {
        return number(link, "SELECT COUNT(*) FROM hera_failover_task WHERE name = ? AND key = ?", name, key) > 0;
    }

    private static long number(Link link, String sql, Object... args) throws SQLException {
        return link.query(row -> row.getLong(1), sql, args).get(0);
    }

    @Override
    public @Nullable StoredTask markFirst(String name, long term, Duration limit) throws Exception {
        List<StoredTask> marked = run(limit, link -> link.atomically(() -> markFirst(link, name, term)));
        return marked.isEmpty() ? null : marked.get(0);
    }

    private static List<StoredTask> markFirst(Link link, String name, long term) throws SQLException {
        String lock = link.dialect() == Dialect.POSTGRESQL ? " FOR UPDATE" : "";
        for (; ; ) {
            List<Long> first = link.query(
                    row -> row.getLong(1),
                    "SELECT seq FROM hera_failover_task WHERE name = ? AND aside = FALSE ORDER BY seq LIMIT 1",
                    name);
            if (first.isEmpty()) {
                return List.of();
            }
            List<StoredTask> task = link.query(
                    Rows::task,
                    "SELECT " + Rows.TASK + " FROM hera_failover_task WHERE name = ? AND seq = ? AND aside = FALSE"
                            + lock,
                    name,
                    first.get(0));
            if (!task.isEmpty()) {
                return List.of(mark(link, task.get(0), term));
            }
        }
    }

    private static StoredTask mark(Link link, StoredTask task, long term) throws SQLException {
        if (task.term() > term) {
            return task;
        }
        link.update("UPDATE hera_failover_task SET term = ? WHERE name = ? AND seq = ?", term, task.name(), task.seq());
        return new StoredTask(task.name(), task.seq(), task.key(), task.task(), task.attempts(), term, false);
    }

    @Override
    public boolean remove(String name, long seq, long term, Duration limit) throws Exception {
        return run(limit, link -> link.update("DELETE FROM hera_failover_task" + PLACE, name, seq, term) == 1);
    }

    @Override
    public boolean failed(StoredTask marked, boolean aside, Duration limit) throws Exception {
        return run(
                limit,
                link -> link.update(
                                "UPDATE hera_failover_task SET attempts = ?, aside = ?" + PLACE,
                                marked.attempts() + 1,
                                aside,
                                marked.name(),
                                marked.seq(),
                                marked.term())
                        == 1);
    }

    @Override
    public long pending(String name, Duration limit) throws Exception {
        return run(
                limit,
                link -> number(link, "SELECT COUNT(*) FROM hera_failover_task WHERE name = ? AND aside = FALSE", name));
    }

    @Override
    public List<StoredTask> list(String name, int most, Duration limit) throws Exception {
        return run(
                limit,
                link -> link.query(
                        Rows::task,
                        "SELECT " + Rows.TASK + " FROM hera_failover_task WHERE name = ? ORDER BY seq LIMIT ?",
                        name,
                        most));
    }

    @Override
    public boolean retry(String name, String key, Duration limit) throws Exception {
        return run(
                limit,
                link -> link.update(
                                "UPDATE hera_failover_task SET attempts = 0, aside = FALSE"
                                        + " WHERE name = ? AND key = ? AND aside = TRUE",
                                name,
                                key)
                        == 1);
    }

    @Override
    public boolean drop(String name, String key, Duration limit) throws Exception {
        return run(
                limit,
                link -> link.update(
                                "DELETE FROM hera_failover_task WHERE name = ? AND key = ? AND aside = TRUE", name, key)
                        == 1);
    }
}
