package hera.foundation.server;

import hera.foundation.clients.ConnectionListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.InputBuffer;

/**
 * A valve that sets a deadline for the body of a request, unless it arrived together with the head; and that releases
 * the read buffers of a request that waits for its response.
 */
final class LateBodyValve extends ValveBase {
    private final LateBodies bodies;
    private final long maxDrainBytes;
    private final ConnectionListener listener;

    /** @param maxBodyBytes the largest body that any request may have */
    LateBodyValve(LateBodies bodies, int maxBodyBytes, ConnectionListener listener) {
        super(true);
        this.bodies = bodies;
        this.maxDrainBytes = 2L * maxBodyBytes;
        this.listener = listener;
    }

    /**
     * Returns whether the connection is closed after the response. The sender gets the response at once, and a moment for
     * the rest of its body, so that it does not find the connection broken before it reads.
     */
    private static boolean isLast(Response response) {
        return "close".equals(response.getHeader("Connection"));
    }

    /** Returns whether the sender waits for a 100 before it sends the body, and none was sent. */
    private static boolean awaitsConsent(org.apache.coyote.Request received) {
        return received.hasExpectation() && received.getBytesRead() == 0;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        org.apache.coyote.Request received = request.getCoyoteRequest();
        InputBuffer source = received.getInputBuffer();
        if (response.getStatus()
                >= HttpServletResponse.SC_BAD_REQUEST) { // refused because of its head, so its length is unknown
            listener.malformed(request.getRemoteAddr());
            getNext().invoke(request, response);
            return;
        }
        long announced = received.getContentLengthLong();
        boolean whole = announced < 0
                ? received.getHeader("Transfer-Encoding") == null
                : announced == 0 || source.available() >= announced;
        if (whole) {
            getNext().invoke(request, response);
            if (request.isAsync()) {
                WaitingBuffers.letGo(request);
            }
            return;
        }
        LateBody body = bodies.begin(DisconnectAwareProtocol.servedConnection(), source, announced);
        received.setInputBuffer(body);
        try {
            getNext().invoke(request, response);
            if (request.isAsync() && !body.isComplete()) {
                body.drain(maxDrainBytes);
            } else if (!body.isComplete() && isLast(response)) {
                response.finishResponse();
                body.refuse();
                if (!awaitsConsent(received) || source.available() > 0) {
                    body.drain(maxDrainBytes);
                }
            }
        } finally {
            received.setInputBuffer(source);
            if (body.isLate()) {
                listener.late(request.getRemoteAddr());
            }
        }
        if (request.isAsync() && body.isComplete()) {
            WaitingBuffers.letGo(request);
        }
    }
}
