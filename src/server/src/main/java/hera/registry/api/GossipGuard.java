package hera.registry.api;

import hera.foundation.access.Denial;
import hera.foundation.access.Need;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.server.Responses;
import hera.registry.access.AccessGuard;
import hera.registry.access.EmbeddedDoor;
import hera.registry.resource.NodePath;
import hera.registry.resource.RegistryPath;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Filter of a node without the registry's API. It keeps environments apart, and keeps web pages away from everything
 * but gossip. Spring MVC serves the requests that pass, and decodes a path before it looks for a controller. So a path
 * with a percent sign, a semicolon, an empty or a dot segment is refused: it could be another spelling of a guarded
 * one.
 */
final class GossipGuard implements Filter {
    private static final RegistryPath DELTAS = new RegistryPath.OfNode(NodePath.DELTAS);
    private static final RegistryPath OTHER = new RegistryPath.Unknown();
    private static final Pattern ONE_SPELLING = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*/?");

    private final @Nullable AccessGuard access;
    private final @Nullable EmbeddedDoor door;
    private final EnvironmentGuard environment;
    private final BrowserGuard browsers;

    /**
     * @param access null in an open node
     * @param door what each path needs; null for administrators alone
     */
    GossipGuard(
            @Nullable AccessGuard access,
            @Nullable EmbeddedDoor door,
            EnvironmentGuard environment,
            BrowserGuard browsers) {
        this.access = access;
        this.door = door;
        this.environment = environment;
        this.browsers = browsers;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        boolean gossip = http.getRequestURI().equals("/_deltas");
        answer.setHeader("Cache-Control", "no-cache");
        answer.setHeader("X-Content-Type-Options", "nosniff");
        if (!admits(http, answer)) {
            return;
        }
        environment.announce(answer);
        try {
            if (!ONE_SPELLING.matcher(http.getRequestURI()).matches()) {
                throw new RequestRefusedException(404, "nowhere", "there is nothing at this path");
            }
            environment.check(gossip ? DELTAS : OTHER, http, answer);
            if (gossip) {
                RequestBody.checkPlain(http, answer);
            } else {
                browsers.check(http);
            }
            chain.doFilter(request, response);
        } catch (RequestRefusedException e) {
            if (access != null && e.reason().equals(BrowserGuard.CROSS_SITE)) {
                access.note(Denial.CROSS_ORIGIN, http.getRequestURI(), http);
            }
            Responses.problem(answer, e);
        }
    }

    /** Returns whether a request may be served; if not, it has been answered. */
    private boolean admits(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (access == null || (door != null && door.isDecided(request))) {
            return true;
        }
        String path = request.getRequestURI();
        Need need = door == null ? new Need.Admin() : door.need(request.getMethod(), path);
        return access.admits(need, path, request, response);
    }
}
