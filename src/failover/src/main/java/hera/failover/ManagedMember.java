package hera.failover;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A member with its queue in memory: every task is submitted to all members.
 *
 * @param <T> the tasks
 */
final class ManagedMember<T> extends WorkingMember<T> {
    /** The most pending tasks. */
    static final int MAX_PENDING = 100_000;

    /** A task with the text of its key. */
    private record Entry<T>(String id, T task) {}

    private final Function<? super T, ? extends @Nullable Object> key;
    private final long retryNanos;
    private final Deque<Entry<T>> queue = new ArrayDeque<>(); // guarded by itself

    ManagedMember(
            Host host,
            String name,
            Duration drain,
            Duration retry,
            Function<? super T, ? extends @Nullable Object> key,
            Worker<? super T> worker) {
        super(host, name, drain, worker);
        this.key = key;
        this.retryNanos = retry.toNanos();
    }

    @Override
    public void submitWork(T task) {
        checkOpen();
        String id = Keys.idOf(task, key);
        synchronized (queue) {
            if (queue.size() >= MAX_PENDING) {
                throw new IllegalStateException(MAX_PENDING + " tasks of " + name() + " wait already");
            }
            queue.addLast(new Entry<>(id, task));
        }
        pump();
    }

    @Override
    public int pending() {
        synchronized (queue) {
            return queue.size();
        }
    }

    @Override
    boolean hasWork() {
        return pending() > 0;
    }

    @Override
    void round(HeldTerm term) {
        Entry<T> first;
        synchronized (queue) {
            first = queue.peekFirst();
        }
        if (first == null || !term.holds()) {
            ended(first == null ? 0 : retryNanos);
            return;
        }
        call(first.task, term).whenComplete((done, failure) -> {
            boolean counts = failure == null && Boolean.TRUE.equals(done) && term.holds();
            if (counts) {
                remove(first);
                host().synchronize(name(), first.id);
            }
            ended(counts ? 0 : retryNanos);
        });
    }

    @SuppressWarnings("ReferenceEquality") // the same task, not an equal one
    private void remove(Entry<T> done) {
        synchronized (queue) {
            if (queue.peekFirst() == done) {
                queue.removeFirst();
            }
        }
    }

    /** Removes all tasks up to another master's identifier; this member's own are removed already. */
    @Override
    void heard(String identifier) {
        if (isReady()) {
            return;
        }
        synchronized (queue) {
            if (queue.stream().noneMatch(entry -> entry.id.equals(identifier))) {
                return;
            }
            while (!queue.removeFirst().id.equals(identifier)) {
                // The earlier ones have been done.
            }
        }
    }
}
