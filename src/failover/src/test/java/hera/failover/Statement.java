package hera.failover;

import static hera.failover.StoreContract.A;
import static hera.failover.StoreContract.B;
import static hera.failover.StoreContract.C;
import static hera.failover.StoreContract.LIMIT;
import static hera.failover.StoreContract.candidate;

import hera.failover.store.Holding;
import hera.failover.store.Identifier;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionRecord;
import hera.failover.store.Store;
import hera.failover.store.StoredTask;
import hera.failover.store.Take;
import hera.failover.store.TaskStore;
import hera.failover.store.Wish;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One of the writing statements of a store, with a way to see whether it was done.
 *
 * @param name how it is called
 * @param run runs it, in the state that {@link #prepare} makes
 * @param isDone whether a look shows that it was done
 */
record Statement(String name, Step run, Condition isDone) {
    /** Something done at a store. */
    @FunctionalInterface
    interface Step {
        void on(Store store) throws Exception;
    }

    /** Something seen at a store. */
    @FunctionalInterface
    interface Condition {
        boolean at(Store store) throws Exception;
    }

    static final List<Statement> ALL = List.of(
            new Statement(
                    "join",
                    store -> store.join(candidate(C), LIMIT),
                    store -> store.look(Set.of(), LIMIT).sessions().containsKey(C)),
            new Statement(
                    "beat",
                    store -> store.beat(A, OptionalInt.empty(), LIMIT),
                    store -> session(store).beat() == 1),
            new Statement(
                    "declare dead",
                    store -> store.declareDead(A, 0, LIMIT),
                    store -> session(store).dead()),
            new Statement(
                    "take",
                    store -> store.take(candidate(B), List.of(new Take("n", 1, A, false)), LIMIT),
                    row(row -> B.equals(row.holder()) && row.term() == 2)),
            new Statement(
                    "insert",
                    store -> store.take(candidate(B), List.of(new Take("m", 0, null, true)), LIMIT),
                    store -> store.look(Set.of("m"), LIMIT).names().containsKey("m")),
            new Statement(
                    "release",
                    store -> store.release(A, List.of(new Holding("n", 1)), OptionalInt.empty(), LIMIT),
                    row(row -> row.holder() == null)),
            new Statement(
                    "synchronize",
                    store -> store.synchronize(A, List.of(new Identifier("n", 1, "id", 1)), LIMIT),
                    row(row -> "id".equals(row.identifier()))),
            new Statement(
                    "ask",
                    store -> store.ask(new Wish("n", 1, B, 5, false), LIMIT),
                    row(row -> B.equals(row.wanted()))),
            new Statement(
                    "ask to resign",
                    store -> store.askToResign(new Holding("n", 1), LIMIT),
                    row(row -> row.resign() == 1)),
            new Statement(
                    "delete",
                    store -> store.delete(B, true, LIMIT),
                    store -> !store.look(Set.of(), LIMIT).sessions().containsKey(B)),
            new Statement(
                    "submit",
                    store -> tasks(store).submit("q", "new", new byte[1], LIMIT),
                    task("new", Objects::nonNull)),
            new Statement(
                    "mark first",
                    store -> tasks(store).markFirst("q", 2, LIMIT),
                    task("first", task -> Objects.requireNonNull(task).term() == 2)),
            new Statement(
                    "remove",
                    store -> tasks(store).remove("q", stored(store, "first").seq(), 1, LIMIT),
                    task("first", Objects::isNull)),
            new Statement(
                    "failed",
                    store -> tasks(store).failed(stored(store, "first"), false, LIMIT),
                    task("first", task -> Objects.requireNonNull(task).attempts() == 1)),
            new Statement(
                    "retry",
                    store -> tasks(store).retry("q", "aside", LIMIT),
                    task("aside", task -> !Objects.requireNonNull(task).aside())),
            new Statement("drop", store -> tasks(store).drop("q", "aside", LIMIT), task("aside", Objects::isNull)));

    /** Makes two sessions, of which the first holds a name, and a queue of a task that is set aside and one that is marked. */
    static void prepare(Store store) throws Exception {
        store.join(candidate(A), LIMIT);
        store.join(candidate(B), LIMIT);
        store.take(candidate(A), List.of(new Take("n", 0, null, true)), LIMIT);
        TaskStore tasks = tasks(store);
        tasks.submit("q", "aside", new byte[1], LIMIT);
        tasks.submit("q", "first", new byte[1], LIMIT);
        StoredTask bad = Objects.requireNonNull(tasks.markFirst("q", 1, LIMIT));
        tasks.failed(bad, true, LIMIT);
        tasks.markFirst("q", 1, LIMIT);
    }

    private static TaskStore tasks(Store store) {
        return Objects.requireNonNull(store.tasks());
    }

    private static SessionRecord session(Store store) throws Exception {
        return Objects.requireNonNull(store.look(Set.of(), LIMIT).sessions().get(A));
    }

    private static Condition row(Predicate<NameRecord> condition) {
        return store -> condition.test(
                Objects.requireNonNull(store.look(Set.of("n"), LIMIT).names().get("n")));
    }

    private static Condition task(String key, Predicate<StoredTask> condition) {
        return store -> condition.test(tasks(store).list("q", 10, LIMIT).stream()
                .filter(task -> task.key().equals(key))
                .findFirst()
                .orElse(null));
    }

    private static StoredTask stored(Store store, String key) throws Exception {
        return tasks(store).list("q", 10, LIMIT).stream()
                .filter(task -> task.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return name;
    }
}
