package hera.foundation.server;

import hera.foundation.time.Timer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Locale;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ContinueResponseTiming;

/**
 * Valve that keeps threads from waiting for a body: a request whose body has not arrived with its head is given to a
 * handler when the body is complete, and until then it takes memory of bounded size. {@link LateBodyFilter} gives the
 * handler the bytes.
 */
final class LateBodyValve extends ValveBase {
    private final RequestDeadlines deadlines;
    private final int maxBodyBytes;
    private final LateBodies bodies;
    private final Timer timer;

    /**
     * @param maxBodyBytes the largest body that a handler reads; of a larger one it is given a byte more
     * @param maxTotalBytes how many bytes of unfinished bodies are kept; beyond that, the one that began first is given up
     */
    LateBodyValve(RequestDeadlines deadlines, int maxBodyBytes, long maxTotalBytes, Timer timer) {
        super(true);
        this.deadlines = deadlines;
        this.maxBodyBytes = maxBodyBytes;
        this.bodies = new LateBodies(maxTotalBytes);
        this.timer = timer;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        long announced = request.getContentLengthLong();
        boolean chunked = isChunked(request);
        if ((announced <= 0 && !chunked) || request.isAsync() || (!chunked && hasArrived(request, announced))) {
            getNext().invoke(request, response);
        } else if (announced > maxBodyBytes && request.getCoyoteRequest().hasExpectation()) {
            getNext().invoke(request, response); // refuses it, and it is never sent
        } else {
            response.sendAcknowledgement(ContinueResponseTiming.ALWAYS);
            new LateBody(request, response, deadlines, maxBodyBytes, bodies, this::handle).begin(timer);
        }
    }

    private void handle(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
    }

    private static boolean hasArrived(Request request, long announced) {
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        coyote.action(ActionCode.AVAILABLE, false);
        return coyote.getAvailable() >= announced;
    }

    private static boolean isChunked(Request request) {
        String coding = request.getHeader("Transfer-Encoding");
        return coding != null && coding.toLowerCase(Locale.ROOT).contains("chunked");
    }
}
