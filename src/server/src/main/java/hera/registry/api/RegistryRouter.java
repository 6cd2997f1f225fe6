package hera.registry.api;

import hera.foundation.access.Denial;
import hera.foundation.access.Grant;
import hera.foundation.guard.Denials;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.MalformedInputException;
import hera.foundation.server.Responses;
import hera.registry.access.AccessGuard;
import hera.registry.access.ClientGuard;
import hera.registry.resource.IncompleteNotice;
import hera.registry.resource.NodePath;
import hera.registry.resource.RegistryPath;
import hera.registry.wire.WireNames;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Filter that reads the path of every request once, as it stood in the request line, and routes by it: paths of
 * services and instances go to their handlers, paths of the node itself go on to Spring MVC, all others are refused. So
 * {@code %2F}, {@code ;} and dots can be part of an id, and a path of the node has one spelling.
 */
final class RegistryRouter implements Filter {
    private static final String READS = "GET, HEAD, OPTIONS";
    private static final String TARGET = RegistryPath.class.getName();
    private static final String ALL = "GET, HEAD, PUT, DELETE, OPTIONS";

    private final @Nullable AccessGuard access;
    private final ClientGuard clients;
    private final Denials denials;
    private final EnvironmentGuard environment;
    private final BrowserGuard browsers;
    private final WriteHandler writes;
    private final ReadHandler reads;
    private final IncompleteNotice notice;
    private final RegistryMetrics metrics;
    private final WireNames names;

    /** @param access null in an open node */
    RegistryRouter(
            @Nullable AccessGuard access,
            ClientGuard clients,
            Denials denials,
            EnvironmentGuard environment,
            BrowserGuard browsers,
            WriteHandler writes,
            ReadHandler reads,
            IncompleteNotice notice,
            RegistryMetrics metrics,
            WireNames names) {
        this.access = access;
        this.clients = clients;
        this.denials = denials;
        this.environment = environment;
        this.browsers = browsers;
        this.writes = writes;
        this.reads = reads;
        this.notice = notice;
        this.metrics = metrics;
        this.names = names;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setHeader("X-Content-Type-Options", "nosniff");
        String path = http.getRequestURI();
        RegistryPath target = null;
        try {
            target = RegistryPath.parse(path, names);
            if (access == null) {
                serve(target, http, answer, chain);
            } else if (access.admits(target, path, http, answer)) {
                serve(target, http, answer, chain);
                if (isWrite(target, http.getMethod()) && answer.getStatus() < HttpServletResponse.SC_BAD_REQUEST) {
                    access.served(http.getMethod().toLowerCase(Locale.ROOT), path, http);
                }
            }
        } catch (MalformedInputException e) {
            if (access == null) {
                environment.announce(answer);
            }
            if (target == null) { // nobody has decided about it
                note(Denial.MALFORMED, path, http);
            }
            refuse(RequestRefusedException.of(e), answer);
        } catch (RequestRefusedException e) {
            if (e.reason().equals(BrowserGuard.CROSS_SITE)) {
                note(Denial.CROSS_ORIGIN, path, http);
            } else if (e.reason().equals(Denial.RATE.word())) {
                note(Denial.RATE, path, http);
            } else if (e.reason().equals(Denial.CONNECTIONS.word())) {
                note(Denial.CONNECTIONS, path, http);
            }
            refuse(e, answer);
        }
    }

    private void note(Denial reason, String path, HttpServletRequest request) {
        Grant grant = AccessGuard.grant(request);
        denials.denied(
                reason,
                request.getMethod(),
                path,
                request.getRemoteAddr(),
                grant == null ? Denials.NOBODY : grant.subject());
    }

    private void serve(RegistryPath target, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException, MalformedInputException, RequestRefusedException {
        environment.announce(response);
        clients.check(target, request, response);
        String method = request.getMethod();
        if (isRead(method)) {
            tellCaches(target, response);
            if (!(target instanceof RegistryPath.OfNode)) {
                notice.announce(response);
            }
        }
        environment.check(target, request, response);
        browsers.check(request);
        if (target instanceof RegistryPath.OfNode node && isKnown(node.path(), method)) {
            node.path().checkQuery(request.getQueryString());
            if (node.path() == NodePath.DELTAS) {
                RequestBody.checkPlain(request, response);
            }
            request.setAttribute(TARGET, node);
            chain.doFilter(request, response);
        } else {
            dispatch(target, request, response);
        }
    }

    private static boolean isWrite(RegistryPath target, String method) {
        return target instanceof RegistryPath.OfInstance
                ? method.equals("PUT") || method.equals("DELETE")
                : target instanceof RegistryPath.OfNode node && node.path() == NodePath.BATCH;
    }

    /** Returns the parsed path of a request that this filter passed on, so that no controller parses it again. */
    static RegistryPath.OfNode target(HttpServletRequest request) {
        if (request.getAttribute(TARGET) instanceof RegistryPath.OfNode node) {
            return node;
        }
        throw new IllegalStateException("a request has come past the router");
    }

    private void dispatch(RegistryPath target, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        String method = request.getMethod();
        boolean isRead = isRead(method);
        if (target instanceof RegistryPath.OfInstance named) {
            switch (method) {
                case "PUT" -> writes.put(named, request, response);
                case "GET", "HEAD" -> reads.getInstance(named, request, response);
                case "DELETE" -> writes.delete(named, request, response);
                default -> otherMethod(method, ALL, response);
            }
        } else if (target instanceof RegistryPath.OfService named) {
            if (isRead) {
                reads.getService(named, request, response);
            } else {
                otherMethod(method, READS, response);
            }
        } else if (target instanceof RegistryPath.Root) {
            if (isRead) {
                reads.getServices(request, response);
            } else {
                otherMethod(method, READS, response);
            }
        } else if (target instanceof RegistryPath.OfNode node) {
            otherMethod(method, node.path().allowed(), response);
        } else {
            throw nothing(target, isRead);
        }
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Makes caches on the way ask again each time, and keep different forms of a resource apart. */
    private void tellCaches(RegistryPath target, HttpServletResponse response) {
        response.setHeader("Cache-Control", access == null ? "no-cache" : "no-store");
        response.setHeader("Vary", target.variesBy());
    }

    private static boolean isKnown(NodePath path, String method) {
        return path.knows(method) && !method.equals("OPTIONS");
    }

    private static RequestRefusedException nothing(RegistryPath target, boolean isRead) {
        if (target instanceof RegistryPath.Reserved reserved) {
            return isRead
                    ? new RequestRefusedException(404, "nowhere", NodePath.absent(reserved))
                    : RequestRefusedException.of(WireNames.reserved(reserved.name()));
        }
        return new RequestRefusedException(
                404, "nowhere", "there is nothing here: paths are /, /{service} and /{service}/{id}");
    }

    private static void otherMethod(String method, String allowed, HttpServletResponse response)
            throws RequestRefusedException {
        response.setHeader("Allow", allowed);
        if (!method.equals("OPTIONS")) {
            throw new RequestRefusedException(
                    405, "method", "this path does not know that method; it knows " + allowed);
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private void refuse(RequestRefusedException refused, HttpServletResponse response) throws IOException {
        metrics.rejected(refused.reason());
        Responses.problem(response, refused);
    }
}
