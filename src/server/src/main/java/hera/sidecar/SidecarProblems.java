package hera.sidecar;

import hera.foundation.forward.Failure;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.foundation.http.Problem;
import java.util.ArrayList;
import java.util.List;

/** The answers of the sidecar itself, as problems of RFC 9457. */
final class SidecarProblems {
    private static final String RETRY_AFTER_SECONDS = "1";

    private SidecarProblems() {}

    /**
     * @param more fields beside the usual ones
     */
    static LocalAnswer of(int status, String title, String detail, List<Field> more) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("Content-Type", Problem.MEDIA_TYPE));
        if (status == 503 || status == 429) {
            fields.add(new Field("Retry-After", RETRY_AFTER_SECONDS));
        }
        fields.addAll(more);
        return new LocalAnswer(status, fields, new Problem(status, title, detail).json());
    }

    /**
     * Returns the answer if there is none of a backend: 503 if the request was certainly not handled, 502 or 504 if it
     * may have been.
     */
    static LocalAnswer of(Failure failure, List<Field> more) {
        return switch (failure) {
            case UNREACHED -> of(503, "Not reached", "No member that may answer could be reached.", more);
            case LOST ->
                of(502, "Connection lost", "The connection broke before an answer; it may have been handled.", more);
            case BAD_ANSWER -> of(502, "Bad answer", "What the backend answered is no HTTP, or it broke off.", more);
            case TIMED_OUT -> of(504, "No answer in time", "No answer came in time; it may have been handled.", more);
        };
    }

    /** Returns the answer to an invalid request. */
    static LocalAnswer refusal(int status, String detail, List<Field> more) {
        return of(status, "Refused", detail, more);
    }
}
