package hera.spawn.log;

import org.jspecify.annotations.Nullable;

/**
 * A write that is parked at a node.
 *
 * @param answer the node's last answer, up to {@link WriteBody#MOST_INLINE} bytes of its body; null if it gave none
 */
public record DeadLetter(
        LoggedWrite write, NodeOutcome outcome, @Nullable StoredAnswer answer) {}
