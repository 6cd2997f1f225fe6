package hera.client.nodes;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The environments that have well-known ports, and the nodes of this host that listen there. */
public final class Environments {
    private static final Map<String, List<Integer>> PORTS = Map.of(
            "production", List.of(3222, 3232),
            "staging", List.of(3223, 3233),
            "testing", List.of(3224, 3234),
            "development", List.of(3225, 3235));

    private Environments() {}

    /**
     * Returns this host's two nodes of an environment; without one, those of production's ports.
     *
     * @throws IllegalArgumentException if the environment has no ports of its own
     */
    public static List<NodeAddress> nodesOfThisHost(@Nullable String environment) {
        List<Integer> ports = PORTS.get(environment == null ? "production" : environment);
        if (ports == null) {
            throw new IllegalArgumentException(
                    "environment '%s' has no well-known ports: name a node, HOST:PORT".formatted(environment));
        }
        return ports.stream()
                .map(port -> new NodeAddress(false, "localhost", port))
                .toList();
    }
}
