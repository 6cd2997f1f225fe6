package hera.registry.access;

import hera.foundation.access.Need;
import jakarta.servlet.http.HttpServletRequest;

/** The door of a node without the registry's API: what its paths need is known to the system that embeds it. */
public interface EmbeddedDoor {
    /**
     * Returns the permission that a request needs.
     *
     * @param rawPath the path as it stood in the request line
     */
    Need need(String method, String rawPath);

    /** Returns whether this process has decided about the request already, at another port. */
    boolean isDecided(HttpServletRequest request);
}
