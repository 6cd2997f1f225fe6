package hera.failover;

import hera.failover.store.StoredTask;
import hera.failover.store.TaskStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A member whose tasks are queued in the store. A task is marked with the term before it is executed, and removed only
 * if that mark is still there, so a late action of a former master changes nothing.
 *
 * @param <T> the tasks
 */
final class DurableMember<T> extends WorkingMember<T> {
    /** The largest task, in bytes. */
    static final int MAX_BYTES = 1 << 20;

    /** The time between two looks at an empty queue. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The time between two counts of what is pending: a store reads the whole queue for one. */
    private static final long COUNT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final TaskStore tasks;
    private final Function<? super T, ? extends @Nullable Object> key;
    private final Codec<T> codec;
    private final Duration limit;
    private final int maxAttempts;
    private final long retryNanos;
    private volatile int pending;
    private long countedAt; // used by rounds alone, which never overlap

    DurableMember(
            Host host,
            String name,
            Duration drain,
            Intervals intervals,
            int maxAttempts,
            TaskStore tasks,
            Function<? super T, ? extends @Nullable Object> key,
            Codec<T> codec,
            Worker<? super T> worker) {
        super(host, name, drain, worker);
        this.tasks = tasks;
        this.key = key;
        this.codec = codec;
        this.limit = intervals.validity().dividedBy(2);
        this.maxAttempts = maxAttempts;
        this.retryNanos = intervals.master().toNanos();
        this.countedAt = host.clock().getAsLong() - COUNT_NANOS;
    }

    @Override
    public void submitWork(T task) {
        checkOpen();
        String id = Keys.idOf(task, key);
        byte[] bytes = codec.encode(task);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the task has " + bytes.length + " bytes, at most " + MAX_BYTES + " fit");
        }
        TaskStore.Submission submission;
        try {
            submission = tasks.submit(name(), id, bytes, limit);
        } catch (Exception e) {
            throw new StoreException("task " + id + " of " + name() + " may be stored, or may not", e);
        }
        if (submission == TaskStore.Submission.FULL) {
            throw new IllegalStateException(TaskStore.MAX_PENDING + " tasks of " + name() + " wait already");
        }
        pump();
    }

    @Override
    public int pending() {
        return pending;
    }

    @Override
    boolean hasWork() {
        return true;
    }

    @Override
    void round(HeldTerm term) {
        try {
            if (!term.holds()) {
                ended(retryNanos);
                return;
            }
            StoredTask task = tasks.markFirst(name(), term.number(), limit);
            if (task == null || task.term() != term.number()) {
                pending = 0;
                ended(POLL_NANOS);
                return;
            }
            work(task, term);
        } catch (Exception e) {
            ended(retryNanos);
        }
    }

    private void work(StoredTask stored, HeldTerm term) throws Exception {
        count();
        T task;
        try {
            task = codec.decode(stored.task());
        } catch (RuntimeException e) {
            tasks.failed(stored, true, limit);
            panic(new IllegalStateException(
                    "task " + stored.key() + " of " + name() + " cannot be read: set aside", e));
            ended(0);
            return;
        }
        if (!term.holds()) {
            ended(retryNanos);
            return;
        }
        call(task, term)
                .whenComplete((done, failure) -> host().pool()
                        .execute(() -> settle(stored, term, failure == null && Boolean.TRUE.equals(done))));
    }

    private void count() throws Exception {
        long now = host().clock().getAsLong();
        if (now - countedAt >= COUNT_NANOS) {
            pending = (int) Math.min(Integer.MAX_VALUE, tasks.pending(name(), limit));
            countedAt = now;
        }
    }

    /** Writes the result, and repeats that until the outcome is known or the mastership has ended. */
    private void settle(StoredTask stored, HeldTerm term, boolean done) {
        boolean aside = !done && maxAttempts > 0 && stored.attempts() + 1 >= maxAttempts;
        try {
            if (done) {
                tasks.remove(name(), stored.seq(), term.number(), limit);
                int before = pending;
                pending = Math.max(0, before - 1);
            } else {
                tasks.failed(stored, aside, limit);
            }
        } catch (Exception e) {
            if (term.holds()) {
                host().schedule(retryNanos / 8, () -> host().pool().execute(() -> settle(stored, term, done)));
            } else {
                ended(retryNanos);
            }
            return;
        }
        if (aside) {
            panic(new IllegalStateException(
                    "task " + stored.key() + " of " + name() + " failed " + maxAttempts + " times: set aside"));
        }
        ended(done || aside ? 0 : retryNanos);
    }
}
