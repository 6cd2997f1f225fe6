package hera.registry.api;

import hera.foundation.access.Credential;
import hera.foundation.json.JsonBuffer;
import hera.foundation.server.Responses;
import hera.registry.access.AccessGuard;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoint that tells the sender of a request who that is to this node, and what it may do. */
@RestController
final class CredentialController {
    CredentialController() {}

    @GetMapping("/_credential")
    void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Credential credential = AccessGuard.credential(request);
        JsonBuffer json = new JsonBuffer(128).raw("{\"mode\":");
        if (credential == null) {
            json.string("open");
        } else {
            write(credential, json);
        }
        Responses.json(request, response, json.raw('}').toByteArray());
    }

    private static void write(Credential credential, JsonBuffer json) {
        json.string("secured").raw(",\"subject\":").string(credential.grant().subject());
        json.raw(",\"scopes\":[");
        int begin = json.length();
        for (String scope : credential.grant().scopes()) {
            if (json.length() > begin) {
                json.raw(',');
            }
            json.string(scope);
        }
        json.raw(']');
        if (credential.endsMillis() != Long.MAX_VALUE) {
            json.raw(",\"expires\":")
                    .string(Instant.ofEpochMilli(credential.endsMillis()).toString());
        }
    }
}
