package hera.foundation.forward;

import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.RequestHead;
import java.net.InetSocketAddress;

/** Decides where the requests of a {@link Listener} go. Called on its event loops; must not block. */
public interface Router {
    /**
     * Returns the way of a request.
     *
     * @param client the other end of the connection that it came on
     */
    Route route(RequestHead request, InetSocketAddress client);

    /**
     * Returns the answer to what is no request that a route could be found for: malformed, too large, too slow, or one
     * connection too many.
     *
     * @param status the status that it should have
     * @param detail what was wrong, for a person; holds nothing of what was sent
     */
    LocalAnswer refuse(int status, String detail);
}
