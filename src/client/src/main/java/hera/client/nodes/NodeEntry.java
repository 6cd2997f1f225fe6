package hera.client.nodes;

import org.jspecify.annotations.Nullable;

/**
 * A node as another one describes it in {@code /_nodes}.
 *
 * @param cluster the group that it belongs to; null for none
 * @param gone whether it has left
 */
public record NodeEntry(
        String name, NodeAddress address, @Nullable String cluster, boolean gone) {}
