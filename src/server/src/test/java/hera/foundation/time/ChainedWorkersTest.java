package hera.foundation.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ChainedWorkersTest {
    private static final long PATIENCE_SECONDS = 30;

    @AutoClose
    private final ChainedWorkers workers = new ChainedWorkers("chained");

    private static Thread get(CompletableFuture<Thread> ran) throws Exception {
        return ran.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void taskThatATaskHandsOverRunsOnItsThread() throws Exception {
        CompletableFuture<Thread> first = new CompletableFuture<>();
        CompletableFuture<Thread> second = new CompletableFuture<>();
        workers.execute(() -> {
            first.complete(Thread.currentThread());
            workers.execute(() -> second.complete(Thread.currentThread()));
        });
        assertThat(get(second)).isSameAs(get(first)).isNotSameAs(Thread.currentThread());
    }

    /** The one that hands a task over may hold locks, which that task may need for something else. */
    @Test
    void taskBeginsOnlyWhenTheOneBeforeHasEnded() throws Exception {
        CompletableFuture<Boolean> hadEnded = new CompletableFuture<>();
        workers.execute(() -> {
            boolean[] ended = {false};
            workers.execute(() -> hadEnded.complete(ended[0]));
            ended[0] = true;
        });
        assertThat(hadEnded.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** The first pull may wait at its peer for minutes. */
    @Test
    void secondTaskDoesNotWaitForTheFirstToEnd() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Thread> second = new CompletableFuture<>();
        workers.execute(() -> {
            workers.execute(() -> awaitEnd(end));
            workers.execute(() -> second.complete(Thread.currentThread()));
        });
        assertThat(get(second)).isNotNull();
        end.countDown();
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void failureOfATaskDoesNotKeepTheNextFromRunning() throws Exception {
        CompletableFuture<Thread> second = new CompletableFuture<>();
        workers.execute(() -> {
            workers.execute(() -> second.complete(Thread.currentThread()));
            throw new IllegalStateException("the test says so");
        });
        assertThat(get(second)).isNotNull();
    }

    @Test
    void closedWorkersTakeNoTask() {
        workers.close();
        assertThatThrownBy(() -> workers.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
