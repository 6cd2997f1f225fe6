package hera.registry.api;

import hera.foundation.server.Responses;
import hera.registry.resource.RegistryPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.HttpRequestHandler;

/** Handler of every reserved path that no controller handles: refuses it. */
final class UnknownPathHandler implements HttpRequestHandler {
    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String first = request.getRequestURI().split("/", 3)[1];
        Responses.problem(
                response, 400, String.valueOf(RegistryPath.reserved(first).getMessage()));
    }
}
