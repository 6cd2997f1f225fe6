package hera.registry.membership;

import hera.foundation.json.LogSafe;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Moment;
import hera.foundation.time.Timer;
import hera.registry.membership.NodeView.State;
import hera.registry.replica.InstanceView;
import hera.registry.replica.Replica;
import hera.registry.wire.NodeDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of the cluster and their states. A node that has gone is listed for another day, to show that it is
 * missing. Thread-safe.
 */
public final class Membership {
    /** The time for which a node that has gone is listed. */
    static final Duration MEMORY = Duration.ofHours(24);

    /** The greatest number of listed nodes that have gone; those that went first are dropped. */
    static final int MOST_GONE = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Membership.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private final Replica replica;
    private final Clock clock;
    private final Loop looks;
    private final Map<NodeName, Member> members = new TreeMap<>();

    /** A node as it was last seen. */
    private static final class Member {
        NodeDescription description;
        State state;
        long sinceMillis;
        long sinceAgingMillis;

        Member(NodeDescription description, State state, Moment now) {
            this.description = description;
            this.state = state;
            this.sinceMillis = now.wallMillis();
            this.sinceAgingMillis = now.agingMillis();
        }
    }

    /** A view that is not started yet; each call of {@link #nodes} refreshes it, too. */
    public Membership(Replica replica, Clock clock, Timer timer) {
        this.replica = replica;
        this.clock = clock;
        this.looks = new Loop("membership", timer, () -> LOOK_INTERVAL, this::look);
    }

    public void start() {
        looks.start();
    }

    public void stop() {
        looks.stop();
    }

    /** Returns all nodes, by name. */
    public synchronized List<NodeView> nodes() {
        look();
        List<NodeView> nodes = new ArrayList<>();
        members.forEach(
                (name, member) -> nodes.add(new NodeView(name, member.description, member.state, member.sinceMillis)));
        return nodes;
    }

    private synchronized void look() {
        Moment now = clock.now();
        Set<NodeName> registered = new HashSet<>();
        for (InstanceView instance : replica.service(ServiceName.NODES, now).instances()) {
            NodeDescription description = NodeDescription.parse(instance.instance());
            if (description != null) {
                NodeName name = new NodeName(instance.id().toString());
                registered.add(name);
                see(name, description, description.leaving() ? State.GONE : state(instance), now);
            }
        }
        members.forEach((name, member) -> {
            if (!registered.contains(name)) {
                see(name, member.description, State.GONE, now);
            }
        });
        forget(now);
    }

    /**
     * Returns the state of a registered node: suspect when two heartbeats are overdue, that is after two of the four
     * intervals of its life, and half a one for the network.
     */
    private static State state(InstanceView instance) {
        long life = instance.lifetimeMillis();
        return instance.ageMillis() > life * 5 / 8 ? State.SUSPECT : State.ALIVE;
    }

    private void see(NodeName name, NodeDescription description, State state, Moment now) {
        Member known = members.get(name);
        if (known != null && known.state == state) {
            known.description = description;
            return;
        }
        if (known != null || !name.equals(replica.self())) {
            log.info(
                    "node={} seen={} address={}:{} state={}",
                    LogSafe.value(replica.self().value()),
                    LogSafe.value(name.value()),
                    description.host(),
                    description.port(),
                    description.leaving() ? "left" : state.name().toLowerCase(Locale.ROOT));
        }
        members.put(name, new Member(description, state, now));
    }

    private void forget(Moment now) {
        members.values()
                .removeIf(member ->
                        member.state == State.GONE && now.agingMillis() - member.sinceAgingMillis > MEMORY.toMillis());
        List<Map.Entry<NodeName, Member>> gone = members.entrySet().stream()
                .filter(member -> member.getValue().state == State.GONE)
                .sorted(Comparator.comparingLong(member -> member.getValue().sinceAgingMillis))
                .toList();
        gone.stream().limit(Math.max(0, gone.size() - MOST_GONE)).forEach(member -> members.remove(member.getKey()));
    }
}
