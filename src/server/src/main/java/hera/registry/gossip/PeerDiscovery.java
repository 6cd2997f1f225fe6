package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.json.LogSafe;
import hera.foundation.names.NodeName;
import hera.foundation.time.Backoff;
import hera.registry.replica.InstanceView;
import hera.registry.replica.ServiceView;
import hera.registry.wire.NodeDescription;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The discovery of peers: from requests, from the nodes' own entries, and from responses at configured addresses. Guarded
 * by the {@link Peers}' lock.
 */
final class PeerDiscovery {
    private static final Logger log = LoggerFactory.getLogger(PeerDiscovery.class);

    /** The pause between two log lines about having no room. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final Peers peers;
    private final boolean discover;
    private final GossipMetrics metrics;
    private final Doubts doubts;
    private long saidFullAtMillis = -SILENCE.toMillis();

    /**
     * @param discover whether nodes that were not configured become peers
     * @param longestBackOff the longest back-off of an address that answers by other names
     */
    PeerDiscovery(Peers peers, boolean discover, Duration longestBackOff, GossipMetrics metrics) {
        this.peers = peers;
        this.doubts = new Doubts(longestBackOff);
        this.discover = discover;
        this.metrics = metrics;
    }

    /** Adds a peer on hearsay: a node of that name at that address. Returns null when it is no new peer. */
    @Nullable
    Peer learn(NodeName name, @Nullable HostPort at, long nowMillis) {
        if (!discover || at == null || peers.find(name) != null || !doubts.mayAsk(at, nowMillis)) {
            return null;
        }
        Peer doubtful = peers.hasRoom() ? null : peers.mostDoubtful(nowMillis);
        if (doubtful != null) {
            drop(doubtful, "given up for others");
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

    /**
     * Records the address that a failing peer states. It is asked for its name there, in turn with the known address.
     */
    void moved(Peer peer, @Nullable HostPort at) {
        if (at != null && !at.equals(peer.address)) {
            peer.stated = at;
        }
    }

    /** Records that a peer has answered by its name at an address, which becomes its address. */
    void foundAt(Peer peer, HostPort at) {
        doubts.settled(at);
        if (at.equals(peer.address)) {
            return;
        }
        peer.address = at;
        peer.stated = null;
        if (peer.source == Peer.Source.LEARNT || at.equals(peer.first)) {
            log.info("gossip peer={} address={} state=moved", peer.label(), at);
        } else {
            log.warn(
                    "gossip peer={} address={} configured-address={} state=elsewhere: it answers there and not where it is"
                            + " configured",
                    LogSafe.value(peer.label()),
                    at,
                    peer.first);
        }
    }

    /** Records that an address did not answer by the reported name. */
    void doubt(HostPort at, long nowMillis) {
        doubts.failed(at, nowMillis);
    }

    /** Records that a peer did not answer by its name at a reported address. */
    void notThere(Peer peer, HostPort at, long nowMillis) {
        doubts.failed(at, nowMillis);
        if (at.equals(peer.stated)) {
            peer.stated = null;
        }
    }

    /** Records that the reported node has answered there, so it need not be asked again soon. */
    void askAgainLater(HostPort at, long nowMillis) {
        doubts.pause(at, nowMillis);
    }

    /** Returns whether the address may be asked now for its node's name. */
    boolean mayAsk(HostPort at, long nowMillis) {
        return doubts.mayAsk(at, nowMillis);
    }

    /** Compares a peer with the node that answered, and logs what an operator should know. */
    Peers.Recognition recognise(Peer peer, @Nullable NodeIdentity node) {
        String before = peer.label();
        Peers.Recognition recognition = peers.recognise(peer, node);
        switch (recognition) {
            case NAMED -> log.info("gossip peer={} address={} state=joined", LogSafe.value(peer.label()), peer.address);
            case EXPECTED -> noteMisnamed(peer, node);
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

    private static void noteMisnamed(Peer peer, @Nullable NodeIdentity node) {
        boolean before = peer.misnamed;
        peer.misnamed = node != null && !node.name().equals(peer.name);
        if (node != null && peer.misnamed && !before) {
            log.warn(
                    "gossip peer={} address={} answers-as={}: the configuration has another name for it",
                    LogSafe.value(peer.label()),
                    peer.address,
                    LogSafe.value(node.name().value()));
        }
    }

    private static void saySelf(Peer peer) {
        if (peer.source != Peer.Source.LEARNT && !peer.saidToBeSelf) {
            peer.saidToBeSelf = true;
            log.warn(
                    "gossip peer={} address={} is this node itself: it is left out",
                    LogSafe.value(peer.label()),
                    peer.address);
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
        log.info("gossip peer={} address={} state={}", LogSafe.value(peer.label()), peer.address, state);
    }

    /**
     * The reported addresses that did not answer by the reported name. Each is asked once per back-off, however often
     * and under whatever name it is reported.
     */
    private static final class Doubts {
        /** The greatest number of addresses that are remembered; the oldest are forgotten first. */
        static final int MOST = 1_000;

        private static final Duration PAUSE = Duration.ofSeconds(20);

        private final Backoff backoff;
        private final Map<HostPort, Doubt> byAddress = new LinkedHashMap<>();

        Doubts(Duration longestBackOff) {
            this.backoff = new Backoff(PeerHealth.FIRST_BACK_OFF, longestBackOff);
        }

        private record Doubt(int failures, long notBeforeMillis) {}

        /** Returns whether the address may be asked now. */
        boolean mayAsk(HostPort at, long nowMillis) {
            Doubt doubt = byAddress.get(at);
            return doubt == null || nowMillis >= doubt.notBeforeMillis;
        }

        /** Records a failure: the back-off of the address doubles. */
        void failed(HostPort at, long nowMillis) {
            Doubt before = byAddress.remove(at);
            int failures = before == null ? 1 : before.failures + 1;
            byAddress.put(
                    at, new Doubt(failures, nowMillis + backoff.after(failures).toMillis()));
            if (byAddress.size() > MOST) {
                byAddress.remove(byAddress.keySet().iterator().next());
            }
        }

        /** Records that the address has answered as reported; it is asked again after a pause at the earliest. */
        void pause(HostPort at, long nowMillis) {
            byAddress.put(at, new Doubt(0, nowMillis + PAUSE.toMillis()));
        }

        /** Forgets the address: the reported node is there. */
        void settled(HostPort at) {
            byAddress.remove(at);
        }
    }
}
