package hera.registry.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint for the description of the HTTP API, in OpenAPI 3.1. */
@RestController
final class OpenApiController {
    OpenApiController() {}

    @GetMapping("/_openapi.yaml")
    void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (InputStream description =
                Objects.requireNonNull(OpenApiController.class.getResourceAsStream("/openapi.yaml"))) {
            response.setContentType("application/yaml");
            description.transferTo(response.getOutputStream());
        }
    }
}
