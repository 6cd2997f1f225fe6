package hera.client;

import hera.client.time.Chance;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The timing of heartbeats and of their timeouts. Pure. */
final class Heartbeat {
    /** The lease that is assumed until the node's own is known. */
    static final long ASSUMED_LEASE_MILLIS = 30_000;

    private static final int PER_LEASE = 5;
    private static final double JITTER = 0.1;
    private static final long SHORTEST_TIMEOUT_MILLIS = 250;

    private Heartbeat() {}

    /** Returns the time between the beginnings of two heartbeats: a fifth of the lease, 10 % more or less. */
    static long interval(@Nullable Long leaseMillis, RandomGenerator chance) {
        return Chance.jitter(chance, lease(leaseMillis) / PER_LEASE, JITTER);
    }

    /** Returns the timeout of a heartbeat: so short that other nodes can be tried before the lease ends. */
    static long timeout(@Nullable Long leaseMillis, long timeoutMillis) {
        return Math.min(timeoutMillis, Math.max(SHORTEST_TIMEOUT_MILLIS, lease(leaseMillis) / PER_LEASE));
    }

    private static long lease(@Nullable Long leaseMillis) {
        return leaseMillis == null ? ASSUMED_LEASE_MILLIS : leaseMillis;
    }
}
