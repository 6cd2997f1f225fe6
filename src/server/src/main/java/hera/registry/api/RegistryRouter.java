package hera.registry.api;

import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.MalformedInputException;
import hera.foundation.server.Responses;
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

/**
 * Filter that reads the path of every request once, as it stood in the request line, and routes by it: paths of
 * services and instances go to their handlers, paths of the node itself go on to Spring MVC, all others are refused. So
 * {@code %2F}, {@code ;} and dots can be part of an id, and a path of the node has one spelling.
 */
final class RegistryRouter implements Filter {
    private static final String READS = "GET, HEAD, OPTIONS";
    private static final String TARGET = RegistryPath.class.getName();
    private static final String ALL = "GET, HEAD, PUT, DELETE, OPTIONS";

    private final EnvironmentGuard environment;
    private final BrowserGuard browsers;
    private final WriteHandler writes;
    private final ReadHandler reads;
    private final IncompleteNotice notice;
    private final RegistryMetrics metrics;
    private final WireNames names;

    RegistryRouter(
            EnvironmentGuard environment,
            BrowserGuard browsers,
            WriteHandler writes,
            ReadHandler reads,
            IncompleteNotice notice,
            RegistryMetrics metrics,
            WireNames names) {
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
        environment.announce(answer);
        try {
            RegistryPath target = RegistryPath.parse(http.getRequestURI(), names);
            if (isRead(http.getMethod())) {
                tellCaches(target, answer);
                if (!(target instanceof RegistryPath.OfNode)) {
                    notice.announce(answer);
                }
            }
            environment.check(target, http, answer);
            browsers.check(http);
            if (target instanceof RegistryPath.OfNode node && isKnown(node.path(), http.getMethod())) {
                node.path().checkQuery(http.getQueryString());
                if (node.path() == NodePath.DELTAS) {
                    RequestBody.checkPlain(http, answer);
                }
                request.setAttribute(TARGET, node);
                chain.doFilter(request, response);
            } else {
                dispatch(target, http, answer);
            }
        } catch (MalformedInputException e) {
            refuse(RequestRefusedException.of(e), answer);
        } catch (RequestRefusedException e) {
            refuse(e, answer);
        }
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
    private static void tellCaches(RegistryPath target, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-cache");
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
