package hera.failover.harness;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Sixteen threads that take a step at once, as often as a test asks for. */
public final class Race implements AutoCloseable {
    public static final int THREADS = 16;

    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    private final CyclicBarrier start = new CyclicBarrier(THREADS);

    /** A step of one of the threads, from 0 on. */
    @FunctionalInterface
    public interface Step<T> {
        T of(int thread) throws Exception;
    }

    /** Returns how often threads race: {@code -Dhera.races=625} makes ten thousand steps, more than a build has time for. */
    public static int rounds(int usual) {
        return Integer.getInteger("hera.races", usual);
    }

    /** Lets all threads take the step at once; returns their results by thread. */
    public <T> List<T> run(Step<T> step) throws Exception {
        List<Callable<T>> racers = IntStream.range(0, THREADS)
                .<Callable<T>>mapToObj(thread -> () -> {
                    start.await();
                    return step.of(thread);
                })
                .toList();
        List<T> results = new java.util.ArrayList<>();
        for (Future<T> result : pool.invokeAll(racers)) {
            results.add(result.get());
        }
        return results;
    }

    /** Lets all threads take the step at once; returns how many succeeded. */
    public long count(Step<Boolean> step) throws Exception {
        return run(step).stream().filter(Predicate.isEqual(true)).count();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
