package hera.registry.membership;

import hera.foundation.http.QueryString;
import hera.foundation.json.JsonBuffer;
import hera.foundation.json.JsonText;
import hera.foundation.json.MalformedInputException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoint {@code GET /_nodes}: every node of the cluster, as this one sees it. */
@RestController
public final class NodesController {
    private final Membership membership;

    public NodesController(Membership membership) {
        this.membership = membership;
    }

    @GetMapping("/_nodes")
    void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean pretty;
        try {
            pretty = QueryString.parse(request.getQueryString()).isOn("pretty");
        } catch (MalformedInputException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            return;
        }
        byte[] json = pretty ? JsonText.pretty(json()) : json();
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }

    private byte[] json() {
        JsonBuffer json = new JsonBuffer(1024).raw('{');
        int begin = json.length();
        for (NodeView node : membership.nodes()) {
            if (json.length() > begin) {
                json.raw(',');
            }
            json.string(node.name().value()).raw(":{");
            node.description().writeMembers(json);
            if (node.description().resting()) {
                json.raw(",\"resting\":true");
            }
            json.raw(",\"state\":").string(node.state().name().toLowerCase(Locale.ROOT));
            json.raw(",\"since\":")
                    .string(Instant.ofEpochMilli(node.sinceMillis()).toString());
            json.raw('}');
        }
        return json.raw('}').toByteArray();
    }
}
