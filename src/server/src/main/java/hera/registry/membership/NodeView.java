package hera.registry.membership;

import hera.foundation.names.NodeName;
import hera.registry.wire.NodeDescription;

/**
 * A node of the cluster as this one sees it.
 *
 * @param sinceMillis when this node came to see it in that state, in milliseconds since 1970
 */
public record NodeView(NodeName name, NodeDescription description, State state, long sinceMillis) {
    /** How a node is. */
    public enum State {
        /** It is heard of regularly. */
        ALIVE,
        /** Its heartbeats are overdue. */
        SUSPECT,
        /** It has left, or has not been heard of for as long as a registration lives. */
        GONE
    }
}
