package hera.registry.api;

import hera.foundation.http.Problem;
import hera.foundation.json.JsonBuffer;
import hera.foundation.server.Responses;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What became of the lines of one batch. Not thread-safe. */
final class BatchReport {
    /** How many rejected lines are listed; of further ones there is only the number. */
    static final int MOST_LISTED = 1000;

    private final JsonBuffer rejected = new JsonBuffer(256);
    private String firstError = "";
    private long accepted;
    private long rejectedCount;
    private long refusedForNow;

    boolean hasRejected() {
        return rejectedCount > 0;
    }

    long accepted() {
        return accepted;
    }

    void accept(long lines) {
        accepted += lines;
    }

    /** Rejects a line that may be accepted later as it is: the node has no room for it now. */
    void refuseForNow(long line, String error) {
        refusedForNow++;
        reject(line, error);
    }

    void reject(long line, String error) {
        if (rejectedCount == 0) {
            firstError = "line " + line + ": " + error;
        }
        if (rejectedCount++ < MOST_LISTED) {
            if (rejected.length() > 0) {
                rejected.raw(',');
            }
            rejected.raw("{\"line\":")
                    .number(line)
                    .raw(",\"error\":")
                    .string(error)
                    .raw('}');
        }
    }

    /**
     * Sends the report; as a problem, when nothing was accepted and something rejected: 503 if the node had no room for any of
     * the lines, so that a sender tries again, else 400.
     */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (accepted == 0 && hasRejected()) {
            boolean later = refusedForNow == rejectedCount;
            int status = later ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : HttpServletResponse.SC_BAD_REQUEST;
            byte[] problem = Responses.problem(status, "no line was accepted; " + firstError)
                    .json();
            JsonBuffer json = new JsonBuffer(64 + problem.length + rejected.length());
            byte[] body = members(json.raw(problem, 0, problem.length - 1).raw(','));
            response.setStatus(status);
            if (later) {
                response.setIntHeader("Retry-After", NewInstances.RETRY_SECONDS);
            }
            response.setContentType(Problem.MEDIA_TYPE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        } else {
            Responses.json(request, response, members(new JsonBuffer(64 + rejected.length()).raw('{')));
        }
    }

    private byte[] members(JsonBuffer json) {
        json.raw("\"accepted\":")
                .number(accepted)
                .raw(",\"rejected\":[")
                .raw(rejected.toByteArray())
                .raw(']');
        if (rejectedCount > MOST_LISTED) {
            json.raw(",\"rejected_unlisted\":").number(rejectedCount - MOST_LISTED);
        }
        return json.raw('}').toByteArray();
    }
}
