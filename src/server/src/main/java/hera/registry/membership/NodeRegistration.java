package hera.registry.membership;

import hera.foundation.names.InstanceId;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaFullException;
import hera.registry.wire.NodeDescription;
import java.time.Duration;

/** Keeps this node registered while it runs, by heartbeats of its own. Thread-safe. */
public final class NodeRegistration {
    /** A node with a shorter gossip interval does not renew itself oftener. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(500);

    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    /** So many heartbeats are missed when a node counts as gone. */
    private static final int INTERVALS_TO_LIVE = 4;

    private final Replica replica;
    private final Clock clock;
    private final Describer describer;
    private final Loop heartbeats;
    private final int ttlMillis;
    private final InstanceId self;

    private volatile boolean resting;
    private volatile boolean left;

    /** Says what this node is, asked with each heartbeat. */
    @FunctionalInterface
    public interface Describer {
        /**
         * Returns what it says from now on.
         *
         * @param leaving whether the node is about to end
         * @param resting whether it wants no work
         */
        NodeDescription describe(boolean leaving, boolean resting);
    }

    /** Not yet started. */
    public NodeRegistration(Replica replica, Clock clock, Timer timer, Duration gossipInterval, Describer describer) {
        this.replica = replica;
        this.clock = clock;
        this.describer = describer;
        Duration interval = between(SHORTEST_INTERVAL, gossipInterval, LONGEST_INTERVAL);
        this.ttlMillis = (int) interval.multipliedBy(INTERVALS_TO_LIVE).toMillis();
        this.heartbeats = new Loop("node-heartbeat", timer, () -> interval, () -> register(false));
        this.self = new InstanceId(replica.self().value());
    }

    /** Registers now, and renews from now on. */
    public void start() {
        heartbeats.start(Duration.ZERO);
    }

    /** Says that the node is about to end, and renews no more. */
    public void leave() {
        left = true;
        heartbeats.stop();
        register(true);
    }

    /** Says at once, and from now on, whether the node wants no work. Without effect on one that has left. */
    public void rest(boolean wanted) {
        if (resting != wanted && !left) {
            resting = wanted;
            register(false);
        }
    }

    private void register(boolean leaving) {
        try {
            replica.put(
                    ServiceName.NODES,
                    self,
                    describer.describe(leaving, resting).toInstance(),
                    ttlMillis,
                    clock.now());
        } catch (ReplicaFullException e) {
            throw new IllegalStateException("nodes are not counted as instances", e);
        }
    }

    private static Duration between(Duration least, Duration value, Duration most) {
        return value.compareTo(least) < 0 ? least : value.compareTo(most) > 0 ? most : value;
    }
}
