package hera.registry.gossip;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import java.util.List;
import java.util.Map;

/**
 * The nodes that are configured as peers.
 *
 * @param named nodes by their names
 * @param neighbours addresses of nodes that say their names when they answer
 * @param discover whether it asks nodes that it learns of, too
 */
public record Seeds(Map<NodeName, HostPort> named, List<HostPort> neighbours, boolean discover) {
    public Seeds {
        named = Map.copyOf(named);
        neighbours = List.copyOf(neighbours);
    }

    /** A cluster whose nodes all know each other by name. */
    public static Seeds of(Map<NodeName, HostPort> named) {
        return new Seeds(named, List.of(), true);
    }
}
