package hera.foundation.server;

import hera.foundation.clients.ConnectionListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * The refusal of HTTP/0.9, a request line without a version. Tomcat answers it, with a body and no head, which whoever stands in
 * between may take for another answer; no client of today sends it.
 */
final class VersionValve extends ValveBase {
    private final ConnectionListener listener;

    VersionValve(ConnectionListener listener) {
        super(true);
        this.listener = listener;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String version = request.getCoyoteRequest().protocol().toString();
        boolean sound = response.getStatus() < HttpServletResponse.SC_BAD_REQUEST;
        if (sound && (version == null || version.isEmpty())) {
            listener.malformed(request.getRemoteAddr());
            Responses.problem(
                    response,
                    HttpServletResponse.SC_HTTP_VERSION_NOT_SUPPORTED,
                    "the request line has no version: this is HTTP/0.9, use HTTP/1.0 or HTTP/1.1");
            return;
        }
        getNext().invoke(request, response);
    }
}
