package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.registry.replica.InstanceView;
import hera.registry.replica.ServiceView;
import hera.registry.wire.NodeDescription;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The discovery of peers: from requests, from the nodes' own entries, and from responses at configured addresses. Guarded
 * by the {@link Peers}' lock.
 */
final class Discovery {
    private static final Logger log = LoggerFactory.getLogger(Discovery.class);

    /** The pause between two log lines about having no room. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final Peers peers;
    private final boolean discover;
    private final GossipMetrics metrics;
    private long saidFullAtMillis = -SILENCE.toMillis();

    /** @param discover whether nodes that were not configured become peers */
    Discovery(Peers peers, boolean discover, GossipMetrics metrics) {
        this.peers = peers;
        this.discover = discover;
        this.metrics = metrics;
    }

    /** Adds a peer on hearsay: a node of that name at that address. Returns null when it is no new peer. */
    @Nullable
    Peer learn(NodeName name, @Nullable HostPort at, long nowMillis) {
        if (!discover || at == null || peers.find(name) != null) {
            return null;
        }
        Peer learnt = peers.learn(name, at, nowMillis);
        if (learnt != null) {
            log.debug("gossip peer={} address={} state=learnt", name, at);
        } else if (!peers.hasRoom() && nowMillis - saidFullAtMillis >= SILENCE.toMillis()) {
            saidFullAtMillis = nowMillis;
            log.warn(
                    "gossip peer={} address={} result=not-learnt: of learnt peers there are {} at the most, and {} that"
                            + " have not answered yet",
                    name,
                    at,
                    Peers.MOST_LEARNT,
                    Peers.MOST_UNCONFIRMED);
        }
        return learnt;
    }

    /** Learns from the nodes' own entries in the registry. */
    void learnFromNodes(ServiceView nodes, long nowMillis) {
        for (InstanceView node : nodes.instances()) {
            NodeDescription said = NodeDescription.parse(node.instance());
            if (said != null) {
                learnFromNode(new NodeName(node.id().toString()), said, nowMillis);
            }
        }
    }

    private void learnFromNode(NodeName name, NodeDescription said, long nowMillis) {
        Peer known = peers.find(name);
        if (known == null) {
            if (said.discover() && !said.leaving()) {
                learn(name, address(said), nowMillis);
            }
            return;
        }
        known.discovers = said.discover();
        if (known.health.failures > 0) {
            moved(known, address(said));
        }
        if (said.leaving() && known.source == Peer.Source.LEARNT) {
            drop(known, "left");
        }
    }

    private static @Nullable HostPort address(NodeDescription said) {
        try {
            return new HostPort(said.host(), said.port());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Moves a lost peer that was heard from another address; a configured one stays where it is. */
    void moved(Peer peer, @Nullable HostPort at) {
        if (peer.source == Peer.Source.LEARNT && at != null) {
            peer.address = at;
        }
    }

    /** Notes which node answered, and logs what a person should know of it. */
    Peers.Recognition recognise(Peer peer, @Nullable NodeIdentity node) {
        String before = peer.label();
        Peers.Recognition recognition = peers.recognise(peer, node);
        switch (recognition) {
            case NAMED -> log.info("gossip peer={} address={} state=joined", peer.label(), peer.address);
            case SELF -> saySelf(peer);
            case STRANGER -> {
                metrics.forget(before);
                log.debug(
                        "gossip peer={} address={} state=forgotten: another node answers there", before, peer.address);
            }
            default -> {}
        }
        if (!before.equals(peer.label())) {
            metrics.forget(before);
        }
        return recognition;
    }

    private static void saySelf(Peer peer) {
        if (peer.source != Peer.Source.LEARNT && !peer.saidToBeSelf) {
            peer.saidToBeSelf = true;
            log.warn("gossip peer={} address={} is this node itself: it is left out", peer.label(), peer.address);
        }
    }

    /** Drops the learnt peers that have been gone for too long. */
    void forgetGone(long nowMillis) {
        peers.gone(nowMillis).forEach(peer -> drop(peer, "forgotten: gone for too long"));
    }

    private void drop(Peer peer, String state) {
        peers.remove(peer);
        peer.pulls.cancel();
        metrics.forget(peer.label());
        log.info("gossip peer={} address={} state={}", peer.label(), peer.address, state);
    }
}
