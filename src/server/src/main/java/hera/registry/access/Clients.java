package hera.registry.access;

import hera.foundation.access.Grant;
import hera.foundation.clients.ClientNetwork;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The client for whom a request counts: the name of its credential, else its address. Peers are none. */
final class Clients {
    private static final String NAME = "name:";

    private Clients() {}

    /** Returns the client of a request that the guard of a closed node has admitted, or of any in an open one; null for a peer. */
    static @Nullable String of(HttpServletRequest request) {
        Grant grant = AccessGuard.grant(request);
        if (grant == null) {
            return ClientNetwork.of(request.getRemoteAddr());
        }
        return grant.isClient() ? NAME + grant.subject() : null;
    }
}
