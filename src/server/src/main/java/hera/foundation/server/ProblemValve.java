package hera.foundation.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers every error that nobody has answered with a body, down to those of Tomcat itself (a request line that is
 * none, a header too large), with {@code application/problem+json}. Tomcat makes one for its host.
 */
public final class ProblemValve extends ErrorReportValve {
    private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            byte[] body = problem(status, response.getMessage());
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            log.debug("event=problem-not-sent status={} error=\"{}\"", status, e.toString());
        }
    }

    private static byte[] problem(int status, @Nullable String message) {
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        ObjectNode problem = JSON.createObjectNode();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", isTelling(message) ? message : detail(status, title));
        return JSON.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
    }

    /** Not what Tomcat says of a path that it cannot decode. */
    private static boolean isTelling(@Nullable String message) {
        return message != null && !message.isBlank() && !message.equals("Invalid URI");
    }

    private static String detail(int status, String title) {
        return switch (status) {
            case 400 ->
                "the request line, its path or a header is malformed;"
                        + " a path must be percent-encoded UTF-8 without control characters";
            case 500 -> "This node failed to answer; its log says why.";
            default -> title;
        };
    }
}
