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

/** The registration of this node in its own registry, renewed while it runs. Thread-safe. */
public final class NodeRegistration {
    /** The shortest interval between renewals, even with a shorter gossip interval. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(500);

    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    /** The number of missed heartbeats after which a node counts as gone. */
    private static final int INTERVALS_TO_LIVE = 4;

    private final Replica replica;
    private final Clock clock;
    private final Describer describer;
    private final Loop heartbeats;
    private final int ttlMillis;
    private final InstanceId self;

    private volatile boolean resting;
    private volatile boolean left;

    /** The source of this node's description, called with each heartbeat. */
    @FunctionalInterface
    public interface Describer {
        /**
         * Returns the present description.
         *
         * @param leaving whether the node is about to stop
         * @param resting whether it wants no work of the kind that the members share
         */
        NodeDescription describe(boolean leaving, boolean resting);
    }

    /** A registration that is not started yet. */
    public NodeRegistration(Replica replica, Clock clock, Timer timer, Duration gossipInterval, Describer describer) {
        this.replica = replica;
        this.clock = clock;
        this.describer = describer;
        Duration interval = between(SHORTEST_INTERVAL, gossipInterval, LONGEST_INTERVAL);
        this.ttlMillis = (int) interval.multipliedBy(INTERVALS_TO_LIVE).toMillis();
        this.heartbeats = new Loop("node-heartbeat", timer, () -> interval, () -> register(false));
        this.self = new InstanceId(replica.self().value());
    }

    /** Registers the node and starts renewing it. */
    public void start() {
        heartbeats.start(Duration.ZERO);
    }

    /** Publishes that the node is about to stop, and stops renewing. */
    public void leave() {
        left = true;
        heartbeats.stop();
        register(true);
    }

    /**
     * Publishes at once, and with every renewal, whether the node wants no work. Without effect after {@link #leave}.
     */
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
