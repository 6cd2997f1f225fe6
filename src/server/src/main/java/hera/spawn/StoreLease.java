package hera.spawn;

import hera.failover.Event;
import hera.failover.Failover;
import hera.failover.Intervals;
import hera.failover.Term;
import hera.failover.Unmanaged;
import hera.spawn.delivery.DeliveryLease;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease of a store that several Spawns share: the one that has it works, the others stand by. It may end while the store
 * is away, and come back; a later term counts only after a look at the store has shown that no other Spawn took it over
 * meanwhile. Once one has, this process ends: nothing that it still does would count.
 */
final class StoreLease implements DeliveryLease, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoreLease.class);
    private static final String NAME = "hera-spawn";
    private static final int BEATS = 5;

    private final Failover failover;
    private final CountDownLatch taken = new CountDownLatch(1);
    private volatile @Nullable Term term;
    private volatile long confirmed;

    private StoreLease(Failover failover) {
        this.failover = failover;
    }

    /**
     * Waits for the lease.
     *
     * @param url of the database, as JDBC has it, with user and password
     * @param member the name of this Spawn
     * @param lease after which another Spawn takes over from one that is silent
     * @param out is told if this one has to wait
     */
    static StoreLease await(String url, String member, Duration lease, PrintWriter out) {
        Failover failover = Failover.builder()
                .store(url)
                .member(member)
                .intervals(intervals(lease))
                .open();
        StoreLease made = new StoreLease(failover);
        Unmanaged candidate = failover.unmanaged(NAME);
        candidate.on(Event.Master.class, event -> made.took(event.term()));
        candidate.on(
                Event.Error.class,
                event -> log.warn(
                        "event=lease-store-away reason={}", event.cause().getMessage()));
        candidate.run();
        made.await(out);
        return made;
    }

    /** Returns intervals of that lease, in which several beats fit. */
    static Intervals intervals(Duration lease) {
        Duration slave = lease.multipliedBy(11).dividedBy(20);
        Duration beat = lease.dividedBy(BEATS);
        return new Intervals(Duration.ZERO, beat, slave, lease.minus(slave), beat);
    }

    private void took(Term next) {
        log.info("event=lease-taken term={}", next.number());
        if (term == null) {
            confirmed = next.number();
        }
        term = next;
        next.ended().thenRun(() -> log.warn("event=lease-ended term={}", next.number()));
        taken.countDown();
    }

    private void await(PrintWriter out) {
        try {
            if (!taken.await(1, TimeUnit.SECONDS)) {
                out.println("Standing by: another Spawn has the store, or had it until just now");
                out.flush();
                taken.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The wait for the lease was interrupted", e);
        }
    }

    /**
     * Looks at the store, and ends this process if another Spawn has it; called each second.
     *
     * @param owner asks the store whether it is still this Spawn's; empty if it could not be asked
     */
    void check(Supplier<Optional<Boolean>> owner) {
        Term now = term; // before the store is asked: whoever took over before this term began has left a mark there
        Optional<Boolean> isOwner = owner.get();
        if (isOwner.isPresent() && !isOwner.get()) {
            log.error("event=lease-lost reason=another Spawn has taken the store over, so this one ends");
            Runtime.getRuntime().halt(1);
        } else if (now != null && isOwner.isPresent()) {
            confirmed = now.number();
        }
    }

    @Override
    public boolean holds() {
        Term now = term;
        return now != null && now.holds() && now.number() == confirmed;
    }

    @Override
    public long term() {
        return confirmed;
    }

    /** Gives the lease back, so that another Spawn goes on at once. */
    @Override
    public void close() {
        failover.close();
    }
}
