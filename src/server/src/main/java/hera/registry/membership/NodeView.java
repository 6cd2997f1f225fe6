package hera.registry.membership;

import hera.foundation.names.NodeName;
import hera.registry.wire.NodeDescription;

/**
 * A node of the cluster as this one sees it.
 *
 * @param sinceMillis the time at which this node first saw it in that state, in milliseconds since 1970
 */
public record NodeView(NodeName name, NodeDescription description, State state, long sinceMillis) {
    /** The state of a node. */
    public enum State {
        /** Its heartbeats arrive in time. */
        ALIVE,
        /** Its heartbeats are overdue. */
        SUSPECT,
        /** It has left, or its registration has expired. */
        GONE
    }
}
