package hera.foundation.server;

import java.util.List;

/**
 * The listen ports to try in order, and the setting that gives them, for error messages.
 *
 * @param candidates the ports, of which the first free one is used; a single one may be 0, for any free one
 * @param key the setting that gives them, such as {@code port}
 * @param value that setting's value, such as {@code 3222}, or the name of an environment with two ports
 */
public record PortChoice(List<Integer> candidates, String key, String value) {
    public PortChoice {
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("there must be a port");
        }
    }

    /** Returns the choice of the one port in the setting {@code port}. */
    public static PortChoice of(int port) {
        return new PortChoice(List.of(port), "port", Integer.toString(port));
    }
}
