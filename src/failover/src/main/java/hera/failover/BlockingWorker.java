package hera.failover;

/**
 * A worker whose task is finished when the call returns.
 *
 * @param <T> the tasks
 */
@FunctionalInterface
public interface BlockingWorker<T> {
    /**
     * Executes a task. The thread is interrupted when the mastership ends.
     *
     * @param task the first of the queue
     * @param term the mastership
     * @return {@code true} if it is done; {@code false} if it is to be tried again
     * @throws Exception to have it tried again
     */
    boolean work(T task, Term term) throws Exception;
}
