package hera.command.failover;

import hera.failover.Event;
import hera.failover.Failover;
import hera.failover.Managed;
import hera.failover.Member;
import hera.failover.Term;
import hera.failover.Unmanaged;
import hera.failover.time.TaskThread;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two samples: every member gets a task each second, and the master does the work. */
final class Demo {
    private static final Logger LOG = LoggerFactory.getLogger("failover:client");
    private static final int FAILS_EVERY = 10;
    private static final Duration FAILS_AFTER = Duration.ofSeconds(5);

    private final PrintStream out;
    private final TaskThread loop;
    private final Deque<Long> queue = new ArrayDeque<>(); // guarded by itself; used by the unmanaged sample only
    private int calls;

    Demo(PrintStream out, TaskThread loop) {
        this.out = out;
        this.loop = loop;
    }

    /** Runs a member that manages its own queue; returns the consumer of tasks. */
    LongConsumer unmanaged(Failover failover) {
        Unmanaged cluster = failover.unmanaged("test.unmanaged");
        report(cluster);
        cluster.on(Event.Synchronize.class, event -> drop(cluster, event.id()));
        cluster.run();
        return id -> {
            synchronized (queue) {
                queue.addLast(id);
            }
            work(cluster);
        };
    }

    private void work(Unmanaged cluster) {
        synchronized (queue) {
            while (cluster.isMaster() && !queue.isEmpty()) {
                long id = queue.removeFirst();
                LOG.debug("master working on item {}...", id);
                cluster.synchronize(Long.toString(id));
            }
        }
    }

    private void drop(Unmanaged cluster, String id) {
        if (cluster.isMaster()) {
            return;
        }
        LOG.debug("slave received synchronization with id {}...", id);
        synchronized (queue) {
            if (queue.stream().anyMatch(item -> id.equals(item.toString()))) {
                while (!id.equals(queue.removeFirst().toString())) {
                    // The earlier ones have been done.
                }
            }
        }
    }

    /** Runs a member whose queue is managed; returns the consumer of tasks. */
    LongConsumer managed(Failover failover) {
        Managed<Long> cluster = failover.managed("test.managed", id -> id, this::work);
        report(cluster);
        cluster.run();
        return cluster::submitWork;
    }

    private synchronized CompletionStage<Boolean> work(Long id, Term term) {
        LOG.debug("working on task {}", id);
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        if (++calls % FAILS_EVERY == 0) {
            loop.schedule(
                    FAILS_AFTER.toNanos(),
                    () -> done.completeExceptionally(
                            new IllegalStateException("fails to show that it is tried again")));
        } else {
            done.complete(true);
        }
        return done;
    }

    private void report(Member cluster) {
        cluster.on(
                Event.StateChange.class,
                event -> out.println("cluster state change " + event.oldState() + " => " + event.newState() + "..."));
        cluster.on(
                Event.Error.class,
                event -> out.println("cluster recoverable error: "
                        + Printed.quoted(String.valueOf(event.cause().getMessage()))));
        cluster.on(
                Event.Panic.class,
                event -> out.println("cluster fatal error: "
                        + Printed.quoted(String.valueOf(event.cause().getMessage()))));
    }
}
