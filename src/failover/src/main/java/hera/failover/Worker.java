package hera.failover;

import hera.failover.time.WorkInterrupt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The worker of a managed name.
 *
 * @param <T> the tasks
 */
@FunctionalInterface
public interface Worker<T> {
    /**
     * Executes a task. It is called by one thread of the library at a time for each name.
     *
     * @param task the first of the queue
     * @param term the mastership
     * @return a stage of {@code true} if it is done; {@code false} if it is to be tried again
     * @throws Exception to have it tried again
     */
    CompletionStage<Boolean> work(T task, Term term) throws Exception;

    /**
     * Returns a worker whose thread is interrupted when the mastership ends.
     *
     * @param worker executes a task before it returns
     * @param <T> the tasks
     * @return the worker
     */
    static <T> Worker<T> blocking(BlockingWorker<T> worker) {
        return (task, term) -> {
            Thread thread = Thread.currentThread();
            WorkInterrupt interrupt = new WorkInterrupt(thread);
            term.ended().thenRun(interrupt::strike);
            try {
                return CompletableFuture.completedFuture(worker.work(task, term));
            } finally {
                interrupt.disarm();
            }
        };
    }
}
