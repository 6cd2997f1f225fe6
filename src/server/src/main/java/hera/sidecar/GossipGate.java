package hera.sidecar;

import hera.foundation.server.Responses;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A filter of the debug address: gossip is served there only if it arrived through {@code listen.ringpop}, so that a
 * client with access to the debug address alone cannot become a member.
 */
final class GossipGate implements Filter {
    private final String secret;

    GossipGate(String secret) {
        this.secret = secret;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        if (http.getRequestURI().equals("/_deltas") && !secret.equals(http.getHeader(GossipPath.FIELD))) {
            Responses.problem((HttpServletResponse) response, 404, "Gossip is served at listen.ringpop alone.");
        } else {
            chain.doFilter(request, response);
        }
    }
}
