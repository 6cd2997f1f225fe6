package hera.registry.api;

import hera.foundation.guard.CredentialJson;
import hera.foundation.server.Responses;
import hera.registry.access.AccessGuard;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint that tells the sender of a request who that is to this node, and what it may do. */
@RestController
final class CredentialController {
    CredentialController() {}

    @GetMapping("/_credential")
    void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Responses.json(request, response, CredentialJson.of(AccessGuard.credential(request)));
    }
}
