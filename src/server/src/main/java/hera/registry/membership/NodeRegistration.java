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
import java.util.function.Function;

/** Keeps this node registered while it runs, by heartbeats of its own. Thread-safe. */
public final class NodeRegistration {
    /** A node with a shorter gossip interval does not renew itself oftener. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(500);

    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    /** So many heartbeats are missed when a node counts as gone. */
    private static final int INTERVALS_TO_LIVE = 4;

    private final Replica replica;
    private final Clock clock;
    private final Function<Boolean, NodeDescription> description;
    private final Loop heartbeats;
    private final int ttlMillis;
    private final InstanceId self;

    /**
     * Not yet started.
     *
     * @param description what this node is, asked with each heartbeat; told whether the node is leaving
     */
    public NodeRegistration(
            Replica replica,
            Clock clock,
            Timer timer,
            Duration gossipInterval,
            Function<Boolean, NodeDescription> description) {
        this.replica = replica;
        this.clock = clock;
        this.description = description;
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
        heartbeats.stop();
        register(true);
    }

    private void register(boolean leaving) {
        try {
            replica.put(ServiceName.NODES, self, description.apply(leaving).toInstance(), ttlMillis, clock.now());
        } catch (ReplicaFullException e) {
            throw new IllegalStateException("nodes are not counted as instances", e);
        }
    }

    private static Duration between(Duration least, Duration value, Duration most) {
        return value.compareTo(least) < 0 ? least : value.compareTo(most) > 0 ? most : value;
    }
}
