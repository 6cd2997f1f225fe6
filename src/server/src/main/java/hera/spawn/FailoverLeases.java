package hera.spawn;

import hera.failover.Failover;
import hera.failover.Intervals;
import hera.failover.Managed;
import hera.failover.Term;
import hera.spawn.queue.QueueLeases;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of nodes' queues, which the Spawns on one database divide among them: a name for each queue, of which at most one
 * Spawn is master. Thread-safe.
 */
final class FailoverLeases implements QueueLeases, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FailoverLeases.class);
    private static final String NAME = "hera-spawn-node-";
    private static final int BEATS = 5;

    private final Failover failover;
    private final Executor workers;
    private final Listener listener;
    private final Map<Long, Managed<Long>> members = new ConcurrentHashMap<>();
    private final Map<Long, Term> terms = new ConcurrentHashMap<>();
    private boolean closed; // guarded by this

    /** A listener to leases that come and go, called on any thread. */
    interface Listener {
        void taken(long node, long term);

        /** Reports that a queue is to be given up, or has been lost; the task is to be run once it has been left. */
        void leaving(long node, long term, Runnable whenLeft);
    }

    /**
     * Begins without a queue.
     *
     * @param url of the database, as JDBC has it, with user and password
     * @param member the name of this Spawn
     * @param lease after which another Spawn takes over from one that is silent
     * @param workers threads that may block
     */
    FailoverLeases(String url, String member, Duration lease, Executor workers, Listener listener) {
        this.workers = workers;
        this.listener = listener;
        failover = Failover.builder()
                .store(url)
                .member(member)
                .share(true)
                .intervals(intervals(lease))
                .open();
    }

    /** Returns intervals of that lease, in which several beats fit. */
    static Intervals intervals(Duration lease) {
        Duration slave = lease.multipliedBy(11).dividedBy(20);
        Duration beat = lease.dividedBy(BEATS);
        return new Intervals(Duration.ZERO, beat, slave, lease.minus(slave), beat);
    }

    /** Is a candidate for the queues of these nodes and no others. */
    synchronized void follow(Set<Long> nodes) {
        if (closed) {
            return;
        }
        Set<Long> gone = new HashSet<>(members.keySet());
        gone.removeAll(nodes);
        for (long node : gone) {
            Managed<Long> member = members.remove(node);
            if (member != null) {
                workers.execute(member::close);
            }
        }
        for (long node : nodes) {
            members.computeIfAbsent(node, this::candidate);
        }
    }

    /** Returns a candidate whose only task is to drain the queue, which lasts as long as the lease. */
    private Managed<Long> candidate(long node) {
        Managed<Long> member = failover.<Long>managed(NAME + node, queue -> queue, this::drain);
        member.submitWork(node);
        member.run();
        return member;
    }

    private CompletionStage<Boolean> drain(long node, Term term) {
        log.info("event=queue-taken node-id={} term={}", node, term.number());
        terms.put(node, term);
        listener.taken(node, term.number());
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        term.leaving().thenRun(() -> {
            log.info("event=queue-left node-id={} term={} lost={}", node, term.number(), !term.holds());
            listener.leaving(node, term.number(), () -> drained.complete(false));
        });
        return drained;
    }

    @Override
    public boolean holds(long node, long term) {
        Term now = terms.get(node);
        return now != null && now.number() == term && now.holds();
    }

    /** Gives all queues up, so that other Spawns go on with them at once. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        failover.close();
    }
}
