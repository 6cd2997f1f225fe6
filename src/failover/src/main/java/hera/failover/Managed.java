package hera.failover;

import java.util.function.Consumer;

/**
 * A member with a queue of tasks, which the master executes in order.
 *
 * @param <T> the tasks
 */
public interface Managed<T> extends Member {
    @Override
    <E extends Event> Managed<T> on(Class<E> type, Consumer<? super E> listener);

    /**
     * Adds a task to the end of the queue.
     *
     * @param task the task, which has its key
     * @throws IllegalArgumentException if it is null or without its key
     * @throws IllegalStateException if the queue is full
     * @throws StoreException durable queues: it may be stored
     */
    void submitWork(T task);

    /**
     * Returns the number of pending tasks; of a durable queue, the number that this member last saw.
     *
     * @return the number
     */
    int pending();
}
