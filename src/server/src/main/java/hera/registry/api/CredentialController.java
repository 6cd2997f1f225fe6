package hera.registry.api;

import hera.foundation.json.JsonBuffer;
import hera.foundation.server.Responses;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint that tells the sender of a request who that is to this node. */
@RestController
final class CredentialController {
    CredentialController() {}

    @GetMapping("/_credential")
    void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Responses.json(
                request,
                response,
                new JsonBuffer(64).raw("{\"mode\":").string("open").raw('}').toByteArray());
    }
}
