package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.registry.membership.Membership;
import hera.registry.membership.NodeRegistration;
import hera.registry.membership.NodeView;
import hera.registry.replica.ReplicaListener;
import hera.registry.wire.NodeDescription;
import hera.sidecar.GossipNode;
import hera.sidecar.SeenMember;
import hera.sidecar.SimulatedMember;
import hera.sidecar.settings.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A simulated process of a sidecar: a node that gossips, and the ring and the routers on it, of one incarnation. */
final class RingMemberNode implements GossipNode {
    final HeraNode node;
    final SimulatedMember sidecar;
    private final NodeRegistration registration;
    private final Membership membership;

    /** When it has said to all that it wants no requests; negative while it wants them. */
    private long restingSinceNanos = -1;

    /** Starts on a node that has just booted. */
    RingMemberNode(HeraNode node, Duration interval) {
        this.node = node;
        HostPort address = node.address;
        registration = new NodeRegistration(
                node.replica(),
                node.clock,
                node.timer(),
                interval,
                (leaving, resting) -> new NodeDescription(
                        address.host(), address.port(), "ring.ring", null, "1", true, leaving, resting));
        membership = new Membership(node.replica(), node.clock, node.timer());
        sidecar = new SimulatedMember(node.name.value(), this, node.clock, node.timer(), Policy.NEXT);
        registration.start();
        membership.start();
        sidecar.start();
    }

    /** To whom requests may be sent as far as this one knows, by what gossip has brought. */
    Set<NodeName> allowed() {
        return membership.nodes().stream()
                .filter(other -> other.state() != NodeView.State.GONE
                        && !other.description().resting())
                .map(NodeView::name)
                .collect(Collectors.toSet());
    }

    /** Whether it knows another to be off the ring, and if that one is gone, has seen it gone for longer than that. */
    boolean isOff(NodeName name, long millis) {
        long nowMillis = node.clock.now().wallMillis();
        return membership.nodes().stream()
                .filter(other -> other.name().equals(name))
                .allMatch(other -> other.state() == NodeView.State.GONE
                        ? nowMillis - other.sinceMillis() > millis
                        : other.description().resting());
    }

    long restingSinceNanos() {
        return restingSinceNanos;
    }

    boolean wantsRequests() {
        return restingSinceNanos < 0;
    }

    /** Announces its end; it still serves. */
    @Override
    public void rest(boolean wanted) {
        restingSinceNanos = wanted ? node.time.nanos() : -1;
        registration.rest(wanted);
    }

    /** Says farewell. */
    void leave() {
        registration.leave();
        node.gossip().close();
    }

    @Override
    public List<SeenMember> members() {
        return membership.nodes().stream()
                .map(other -> new SeenMember(
                        other.name().value(),
                        new HostPort(
                                other.description().host(), other.description().port()),
                        SeenMember.State.valueOf(other.state().name()),
                        other.description().resting(),
                        other.sinceMillis()))
                .toList();
    }

    @Override
    public boolean hasJoined() {
        return node.gossip().isReady();
    }

    @Override
    public void onChange(Runnable listener) {
        node.replica().addListener(new ReplicaListener() {
            @Override
            public void onChange(ServiceName service) {
                if (service.equals(ServiceName.NODES)) {
                    listener.run();
                }
            }
        });
    }

    @Override
    public void addAddress(HostPort address) {
        node.gossip().addNeighbour(address);
    }

    @Override
    public @Nullable String rival() {
        return null;
    }
}
