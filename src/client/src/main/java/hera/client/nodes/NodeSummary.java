package hera.client.nodes;

import org.jspecify.annotations.Nullable;

/**
 * A node as it is shown.
 *
 * @param address where it is reached
 * @param name null while no node has told it
 * @param cluster null if none is known
 */
public record NodeSummary(
        String address, @Nullable String name, @Nullable String cluster) {}
