package hera.registry.console;

import hera.foundation.names.NodeName;
import hera.registry.gossip.NodeIdentity;
import hera.registry.gossip.PeerView;
import hera.registry.membership.NodeView;
import hera.registry.replica.OriginView;
import hera.registry.replica.WriteView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A builder of the answer to {@code GET /_cluster}. Not thread-safe. */
final class ClusterView {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectNode root = JSON.createObjectNode();

    ClusterView(NodeIdentity identity, ClusterController.Self self, boolean ready) {
        ObjectNode node = root.putObject("node")
                .put("name", identity.name().value())
                .put("incarnation", identity.incarnation())
                .put("address", self.address())
                .put("environment", self.environment())
                .put("version", self.version())
                .put("ready", ready);
        node.putObject("security").put("mode", self.mode()).put("reach", self.reach());
    }

    void peers(List<PeerView> peers, Set<NodeName> heldFor) {
        ObjectNode byName = root.putObject("peers");
        for (PeerView peer : peers) {
            byName.putObject(peer.name().value())
                    .put("address", peer.address().toString())
                    .put("configured_address", Objects.toString(peer.configuredAddress(), null))
                    .put("state", peer.state().name().toLowerCase(Locale.ROOT))
                    .put("last_contact_ms", peer.lastContactMillis())
                    .put("back_off_ms", peer.backOffMillis())
                    .put("last_failure", peer.lastFailure().isEmpty() ? null : peer.lastFailure())
                    .put("holds", peer.holds())
                    .put("held_here", heldFor.contains(peer.name()))
                    .put("lag_ms", peer.lagMillis())
                    .put("clock_skew_ms", peer.clockSkewMillis());
        }
    }

    void nodes(List<NodeView> nodes) {
        ObjectNode byName = root.putObject("nodes");
        for (NodeView node : nodes) {
            byName.putObject(node.name().value())
                    .put("host", node.description().host())
                    .put("port", node.description().port())
                    .put("environment", node.description().environment())
                    .put("cluster", node.description().cluster())
                    .put("version", node.description().version())
                    .put("state", node.state().name().toLowerCase(Locale.ROOT))
                    .put("since", Instant.ofEpochMilli(node.sinceMillis()).toString());
        }
    }

    void origins(Map<NodeName, OriginView> origins) {
        ObjectNode byName = root.putObject("origins");
        origins.forEach((name, origin) -> byName.putObject(name.value())
                .put("last_timestamp", origin.lastTimestamp())
                .put("entries", origin.entries())
                .put("digest", String.format(Locale.ROOT, "%016x", origin.digest())));
    }

    void writes(List<WriteView> writes) {
        ArrayNode list = root.putArray("writes");
        for (WriteView write : writes) {
            list.addObject()
                    .put("service", write.service().value())
                    .put("id", write.id().toString())
                    .put("origin", write.origin().value())
                    .put("timestamp", write.timestamp())
                    .put("age_ms", write.ageMillis())
                    .put("kind", write.kind().name().toLowerCase(Locale.ROOT));
        }
    }

    byte[] json() {
        return JSON.writeValueAsBytes(root);
    }
}
