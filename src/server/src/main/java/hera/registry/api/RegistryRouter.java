package hera.registry.api;

import hera.foundation.http.RequestRefusedException;
import hera.foundation.json.MalformedInputException;
import hera.foundation.server.Responses;
import hera.registry.resource.RegistryPath;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Filter that routes every path that can name a service to its handler; reserved paths go on to Spring MVC. It reads the
 * path as it stood in the request line, so that {@code %2F}, {@code ;} and dots can be part of an id.
 */
final class RegistryRouter implements Filter {
    private static final String READS = "GET, HEAD, OPTIONS";
    private static final String ALL = "GET, HEAD, PUT, DELETE, OPTIONS";

    private final WriteHandler writes;
    private final ReadHandler reads;
    private final RegistryMetrics metrics;
    private final int maxNameBytes;

    RegistryRouter(WriteHandler writes, ReadHandler reads, RegistryMetrics metrics, int maxNameBytes) {
        this.writes = writes;
        this.reads = reads;
        this.metrics = metrics;
        this.maxNameBytes = maxNameBytes;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        String path = http.getRequestURI();
        if (RegistryPath.isReserved(path)) {
            chain.doFilter(request, response);
        } else {
            handle(path, http, (HttpServletResponse) response);
        }
    }

    private void handle(String path, HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            dispatch(RegistryPath.parse(path, maxNameBytes), request, response);
        } catch (MalformedInputException e) {
            refuse(RequestRefusedException.of(e), response);
        } catch (RequestRefusedException e) {
            refuse(e, response);
        }
    }

    private void dispatch(RegistryPath target, HttpServletRequest request, HttpServletResponse response)
            throws IOException, MalformedInputException, RequestRefusedException {
        String method = request.getMethod();
        boolean isRead = method.equals("GET") || method.equals("HEAD");
        if (target instanceof RegistryPath.OfInstance named) {
            switch (method) {
                case "PUT" -> writes.put(named, request, response);
                case "GET", "HEAD" -> reads.getInstance(named, request, response);
                case "DELETE" -> writes.delete(named, response);
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
        } else {
            throw new RequestRefusedException(
                    404, "nowhere", "there is nothing here: paths are /, /{service} and /{service}/{id}");
        }
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
