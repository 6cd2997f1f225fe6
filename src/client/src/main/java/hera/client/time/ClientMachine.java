package hera.client.time;

import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clocks, the chance and the threads of the machine that a client runs on. Its threads are daemons of one group:
 * the loop, one for listeners that is there only while it is needed, and a few for the HTTP client, which end when they
 * are idle. Safe for use by many threads.
 */
public final class ClientMachine implements ClientLoop {
    private static final Logger log = LoggerFactory.getLogger(ClientMachine.class);
    private static final int HTTP_THREADS = 2;
    private static final long IDLE_SECONDS = 5;
    private static final int SPARE_PLACES = 16;

    private final ThreadGroup group;
    private final ThreadPoolExecutor listeners;
    private final ThreadPoolExecutor http;
    private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    /** By the loop's thread only. */
    private final TreeSet<Timer> timers =
            new TreeSet<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::sequence));

    private long sequence;
    private volatile boolean ended;

    private ClientMachine(String name) {
        this.group = new ThreadGroup(name);
        this.listeners = pool(name + "-listeners", 1);
        this.http = pool(name + "-http", HTTP_THREADS);
        this.thread = new Thread(group, this::run, name);
        thread.setDaemon(true);
    }

    /** Starts the threads of one client. */
    public static ClientMachine start(String name) {
        ClientMachine machine = new ClientMachine(name);
        machine.thread.start();
        return machine;
    }

    /** A seed that differs from client to client. */
    public static long seed() {
        return System.nanoTime() ^ new java.security.SecureRandom().nextLong();
    }

    /** A thread that the JVM runs at its end. */
    public static Thread hook(String name, Runnable work) {
        return new Thread(work, name);
    }

    @Override
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    /** The thread on which listeners run. */
    public Executor listeners() {
        return listeners;
    }

    /** The threads on which the HTTP client works and names are looked up. */
    public ExecutorService http() {
        return http;
    }

    @Override
    public void execute(Runnable step) {
        inbox.add(step);
        LockSupport.unpark(thread);
    }

    @Override
    public Ongoing after(long millis, Runnable step) {
        Timer timer = new Timer(millis() + Math.max(0, millis), sequence++, step);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /**
     * Ends the loop after the step that runs, and all threads. Threads of this machine's group that others started on
     * the loop, such as the JDK HTTP client's selector, are interrupted, which is how that ends on JDK 17 to 20.
     */
    public void end() {
        ended = true;
        LockSupport.unpark(thread);
        listeners.shutdown();
        http.shutdown();
        interruptOthers();
    }

    private void interruptOthers() {
        Thread[] threads = new Thread[group.activeCount() + SPARE_PLACES];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (!threads[i].getName().startsWith(group.getName())) {
                threads[i].interrupt();
            }
        }
    }

    private void run() {
        while (!ended) {
            for (Runnable step = inbox.poll(); step != null && !ended; step = inbox.poll()) {
                run(step);
            }
            runDue();
            if (inbox.isEmpty() && !ended) {
                park();
            }
        }
    }

    private void runDue() {
        long now = millis();
        while (!ended && !timers.isEmpty() && timers.first().at() <= now) {
            Timer due = timers.pollFirst();
            if (due != null) {
                run(due.step());
            }
        }
    }

    private void park() {
        if (timers.isEmpty()) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(
                    this, TimeUnit.MILLISECONDS.toNanos(timers.first().at() - millis()));
        }
        if (Thread.interrupted() && !ended) {
            log.debug("event=interrupted thread={}", thread.getName());
        }
    }

    private static void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) { // the loop goes on, whatever one step did
            log.error("event=step-failed", e);
        }
    }

    private ThreadPoolExecutor pool(String name, int threads) {
        ThreadFactory factory = work -> {
            Thread worker = new Thread(group, work, name);
            worker.setDaemon(true);
            return worker;
        };
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private record Timer(long at, long sequence, Runnable step) {}
}
