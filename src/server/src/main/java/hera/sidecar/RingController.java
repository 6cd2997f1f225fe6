package hera.sidecar;

import hera.foundation.http.QueryString;
import hera.foundation.json.MalformedInputException;
import hera.foundation.server.Responses;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints of the debug address: the ring, the owner of a key, and the metrics at http-ringpop's path. */
@RestController
final class RingController {
    private final RingPage page;
    private final PrometheusMeterRegistry meters;

    RingController(RingPage page, PrometheusMeterRegistry meters) {
        this.page = page;
        this.meters = meters;
    }

    @GetMapping("/_ring")
    void ring(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String key;
        try {
            key = QueryString.parse(request.getQueryString()).first("key");
        } catch (MalformedInputException e) {
            Responses.problem(response, 400, String.valueOf(e.getMessage()));
            return;
        }
        byte[] json = key == null ? page.ring() : page.owner(key);
        if (json == null) {
            response.setHeader("Retry-After", "1");
            Responses.problem(response, 503, "No member is on the ring.");
        } else {
            write(response, "application/json", json);
        }
    }

    @GetMapping("/metrics")
    void metrics(HttpServletResponse response) throws IOException {
        write(
                response,
                "text/plain; version=0.0.4; charset=utf-8",
                meters.scrape().getBytes(StandardCharsets.UTF_8));
    }

    private static void write(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
