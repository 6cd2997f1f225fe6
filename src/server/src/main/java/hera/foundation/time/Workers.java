package hera.foundation.time;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Thread pools for work that must not queue behind other work. The JVM's common pool would not do: it has a single
 * thread on a small machine.
 */
public final class Workers {
    private Workers() {}

    /**
     * Returns a pool with as many daemon threads as there are tasks at a time; idle threads end after a minute.
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
