package hera.foundation.forward;

import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.RequestHead;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** The choice of a route for each request of a {@link Listener}. Called on its event loops; must not block. */
public interface Router {
    /**
     * Returns the route of a request.
     *
     * @param client the client's address of the connection
     */
    Route route(RequestHead request, InetSocketAddress client);

    /**
     * Returns the route of a request, for a router that looks at certificates.
     *
     * @param chain the certificates that the client has shown; null for none
     */
    default Route route(RequestHead request, InetSocketAddress client, X509Certificate @Nullable [] chain) {
        return route(request, client);
    }

    /**
     * Returns the answer to a request that gets no route: malformed, too large, too slow, or on one connection too
     * many.
     *
     * @param status the status of the answer
     * @param detail the fault, for a person; quotes nothing of the request
     */
    LocalAnswer refuse(int status, String detail);
}
