package hera.foundation.server;

import hera.foundation.http.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.BadRequestException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The error page of Tomcat's host: writes a {@link Problem} for every error response without a body, even Tomcat's own
 * (a malformed request line, a header too large). Tomcat creates the instance.
 */
public final class ProblemValve extends ErrorReportValve {
    private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (cause(failure, SocketTimeoutException.class) != null) {
            response.setStatus(HttpServletResponse.SC_REQUEST_TIMEOUT); // to the container it is a bad request
        }
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            String message = response.getMessage();
            BadRequestException malformed = status == 400 ? cause(failure, BadRequestException.class) : null;
            Problem problem = Responses.problem(
                    status,
                    malformed != null
                            ? "the body is malformed: " + malformed.getMessage()
                            : message != null && isTelling(message) ? message : detail(status));
            byte[] body = problem.json();
            response.setContentType(Problem.MEDIA_TYPE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            log.debug("event=problem-not-sent status={} error=\"{}\"", status, e.toString());
        }
    }

    private static <T extends Throwable> @Nullable T cause(@Nullable Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    /** Whether a message helps the sender; Tomcat's own about a path that it cannot decode does not. */
    private static boolean isTelling(String message) {
        return !message.isBlank() && !message.equals("Invalid URI");
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 ->
                "the request line, its path or a header is malformed;"
                        + " a path must be percent-encoded UTF-8 without control characters";
            case 408 ->
                "the body did not arrive in time (body-timeout, and 1 s more for each 64 KiB, and less when many"
                        + " arrive slowly): send it at once";
            case 500 -> "This node failed to answer; its log says why.";
            default -> Responses.title(status);
        };
    }
}
