package hera.registry.settings;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * An environment, such as production or staging: a node answers and gossips within its own environment only.
 *
 * @param name 1 to 64 letters, digits, {@code .}, {@code _} or {@code -}, as it stands in the {@code Hera-Environment}
 *     header; compared exactly
 */
public record Environment(String name) {
    private static final Map<String, List<Integer>> WELL_KNOWN_PORTS = Map.of(
            "production", List.of(3222, 3232),
            "staging", List.of(3223, 3233),
            "testing", List.of(3224, 3234),
            "development", List.of(3225, 3235));

    public Environment {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "must be 1 to 64 letters, digits, '.', '_' or '-', not '%s'".formatted(name));
        }
    }

    /**
     * Returns the two ports for a host's nodes in this environment, in the order in which they are tried: two, so that
     * one node can be restarted while the other serves. Empty for an environment that is not well known.
     */
    public List<Integer> wellKnownPorts() {
        return WELL_KNOWN_PORTS.getOrDefault(name, List.of());
    }

    /** Returns the names of the environments with ports, in alphabetical order. */
    static Iterable<String> wellKnownNames() {
        return new TreeSet<>(WELL_KNOWN_PORTS.keySet());
    }

    @Override
    public String toString() {
        return name;
    }
}
