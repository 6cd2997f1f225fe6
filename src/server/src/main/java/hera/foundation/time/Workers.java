package hera.foundation.time;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads for work that must not wait for others' work, as it would in the JVM's common pool, which has a single thread
 * on a small machine.
 */
public final class Workers {
    private Workers() {}

    /**
     * As many daemon threads as there is work at a time; they end when they have been idle for a minute.
     *
     * @param name of the threads, as it shows in a thread dump
     */
    public static ExecutorService named(String name) {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
