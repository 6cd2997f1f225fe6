package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import java.util.List;
import java.util.Map;

/**
 * The configured peers.
 *
 * @param named nodes by their names
 * @param neighbours addresses of nodes that state their names in responses
 * @param discover whether to ask learnt nodes, too
 */
public record Seeds(Map<NodeName, HostPort> named, List<HostPort> neighbours, boolean discover) {
    public Seeds {
        named = Map.copyOf(named);
        neighbours = List.copyOf(neighbours);
    }

    /** Returns the seeds of a cluster whose nodes all know each other by name. */
    public static Seeds of(Map<NodeName, HostPort> named) {
        return new Seeds(named, List.of(), true);
    }
}
