package hera.registry.resource;

import hera.foundation.http.HeraHeaders;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.BooleanSupplier;

/** The notice in the head of a read's response that this node may lack live instances, and which node it is. */
public final class IncompleteNotice {
    private final String node;
    private final BooleanSupplier isComplete;

    /**
     * The notice of a node.
     *
     * @param node its name and incarnation, as in {@code Hera-Node}
     * @param isComplete whether it lacks no live instance that it could know of; asked for each response
     */
    public IncompleteNotice(String node, BooleanSupplier isComplete) {
        this.node = node;
        this.isComplete = isComplete;
    }

    /** Sets the headers by the present state; removes those of an earlier call that no longer hold. */
    public void announce(HttpServletResponse response) {
        boolean complete = isComplete.getAsBoolean();
        if (!complete || response.containsHeader(HeraHeaders.SYNCED)) {
            response.setHeader(HeraHeaders.SYNCED, complete ? null : "false");
            response.setHeader(HeraHeaders.NODE, complete ? null : node);
        }
    }
}
