package hera.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;

import hera.foundation.server.Responses;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;

/**
 * A filter of the debug address: gossip is served there only if it arrived through {@code listen.ringpop}, so that a
 * client with access to the debug address alone cannot become a member.
 */
public final class GossipGate implements Filter {
    private final String secret;

    GossipGate(String secret) {
        this.secret = secret;
    }

    /** Returns whether a request has come through {@code listen.ringpop}, where it was decided about. */
    public static boolean isOwn(HttpServletRequest request, String secret) {
        String shown = request.getHeader(GossipPath.FIELD);
        return shown != null
                && GossipPath.SERVED.contains(request.getRequestURI())
                && MessageDigest.isEqual(shown.getBytes(UTF_8), secret.getBytes(UTF_8));
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        if (http.getRequestURI().equals("/_deltas") && !isOwn(http, secret)) {
            Responses.problem((HttpServletResponse) response, 404, "Gossip is served at listen.ringpop alone.");
        } else {
            chain.doFilter(request, response);
        }
    }
}
