package hera.spawn.log;

import org.jspecify.annotations.Nullable;

/**
 * A write that is parked at a node.
 *
 * @param answer the node's last one, up to {@link WriteBody#MOST_INLINE} bytes of it, if it gave any
 */
public record DeadLetter(
        LoggedWrite write, NodeOutcome outcome, @Nullable StoredAnswer answer) {}
