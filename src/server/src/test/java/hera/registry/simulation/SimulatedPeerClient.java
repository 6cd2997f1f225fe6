package hera.registry.simulation;

import hera.foundation.http.HostPort;
import hera.registry.gossip.NodeIdentity;
import hera.registry.gossip.PeerClient;
import hera.registry.gossip.PullRequest;
import hera.registry.gossip.PullResponse;
import hera.registry.wire.DigestCodec;
import hera.registry.wire.GapsCodec;
import java.util.concurrent.CompletableFuture;

/** One node's way into the simulated network, in place of HTTP: the digest and the page are the real bytes. */
final class SimulatedPeerClient implements PeerClient {
    /** As in the HTTP client: a longer digest is posted. */
    private static final int LONGEST_QUERY = 2_000;

    private final Network network;
    private final SimulatedNode asker;
    private final NodeIdentity identity;

    SimulatedPeerClient(Network network, SimulatedNode asker, NodeIdentity identity) {
        this.network = network;
        this.asker = asker;
        this.identity = identity;
    }

    @Override
    public CompletableFuture<PullResponse> pull(HostPort peer, PullRequest request) {
        String query = DigestCodec.toQuery(request.digest());
        boolean inQuery = query.length() <= LONGEST_QUERY;
        WireRequest onWire = new WireRequest(
                inQuery ? query : null,
                inQuery ? null : DigestCodec.toJson(request.digest()),
                GapsCodec.toHeader(request.digest()),
                true,
                request.hold(),
                request.whole(),
                identity);
        return network.ask(asker, peer, onWire);
    }
}
