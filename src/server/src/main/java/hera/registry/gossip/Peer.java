package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node that this one gossips with: its identity and address. Guarded by the {@link Peers} that contain it. */
final class Peer {
    final Source source;
    final PeerHealth health = new PeerHealth();
    final PeerPulls pulls = new PeerPulls();

    /** The name; null for a neighbour that has not stated it yet. */
    @Nullable
    NodeName name;

    HostPort address;

    /** The first known address of the peer: the configured one, if it was configured. */
    final HostPort first;

    /** The address that the peer states of itself, while it differs and is unproven; null for none. */
    @Nullable
    HostPort stated;

    /** Whether a node of another name answers at the configured address. */
    boolean misnamed;

    /** Whether a node of that name is known to be at the address. */
    boolean confirmed;

    /** Whether a configured address leads to this node itself or to another known peer: it is asked rarely. */
    boolean dormant;

    /** Whether it was logged that the address is this node's own. */
    boolean saidToBeSelf;

    /** Whether the node pulls from nodes that it discovers, and not from its configured peers only. */
    boolean discovers = true;

    /** The lead of its wall clock over this node's, in milliseconds; null until it has stated its time. */
    @Nullable
    Long clockSkewMillis;

    /** Its lag behind this node's own writes. */
    PeerLag lag = new PeerLag();

    Peer(Source source, @Nullable NodeName name, HostPort address) {
        this.source = source;
        this.name = name;
        this.address = address;
        this.first = address;
        this.confirmed = source == Source.CLUSTER;
    }

    /**
     * Returns the address to ask next: while the peer fails or another node answers, each of its known addresses in
     * turn.
     */
    HostPort nextAddress() {
        if (health.failures == 0) {
            return misnamed && stated != null ? stated : address;
        }
        List<HostPort> known = Stream.of(address, stated, first)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return known.get(health.failures % known.size());
    }

    /** Whether a node at the address has yet to answer by the peer's name before anything of it is merged. */
    boolean isUnproven(HostPort at) {
        return (source == Source.LEARNT && !confirmed) || !at.equals(address);
    }

    /** Returns the name that a node at the address must have; null for an address that was configured without one, where any node may be. */
    @Nullable
    NodeName expectedAt(HostPort at) {
        return source == Source.NEIGHBOUR && at.equals(first) ? null : name;
    }

    /** Whether the page of a node that answered at the address may be merged as this peer's. */
    boolean admits(HostPort at, @Nullable NodeIdentity node) {
        boolean configured = source != Source.LEARNT && at.equals(first);
        return configured || (node != null && node.name().equals(name));
    }

    /** The source from which a peer is known. */
    enum Source {
        /** The configuration, by name and address. */
        CLUSTER,
        /** The configuration, by address. */
        NEIGHBOUR,
        /** Other nodes. */
        LEARNT
    }

    /** The name of a peer that has one. */
    NodeName name() {
        if (name == null) {
            throw new IllegalStateException(address + " has not said its name");
        }
        return name;
    }

    /** Returns the peer's label in logs and metrics: its name, or else its address. */
    String label() {
        return name == null ? address.toString() : name.value();
    }

    /** Sets the name by which the peer answered for the first time. */
    void becomes(NodeName newName) {
        name = newName;
        confirmed = true;
        dormant = false;
        discovers = true;
        pulls.forgetAnswers();
        lag = new PeerLag();
        clockSkewMillis = null;
    }

    void becomesDormant() {
        pulls.cancel();
        confirmed = false;
        dormant = true;
        health.reset();
    }
}
