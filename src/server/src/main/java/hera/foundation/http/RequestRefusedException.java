package hera.foundation.http;

import hera.foundation.json.MalformedInputException;

/** The refusal of a request: the status, and a detail from which the sender can act. */
public final class RequestRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;
    private final int retryAfterSeconds;

    public RequestRefusedException(int status, String reason, String detail) {
        this(status, reason, detail, 0);
    }

    /** @param retryAfterSeconds the value of {@code Retry-After}; 0 for none */
    public RequestRefusedException(int status, String reason, String detail, int retryAfterSeconds) {
        super(detail, null, false, false);
        this.status = status;
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public static RequestRefusedException of(MalformedInputException input) {
        int status = input.reason() == MalformedInputException.Reason.TOO_LARGE ? 413 : 400;
        return new RequestRefusedException(
                status, input.reason().name().toLowerCase(java.util.Locale.ROOT), String.valueOf(input.getMessage()));
    }

    public int status() {
        return status;
    }

    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** Returns the reason for the metrics: one of a few fixed words. */
    public String reason() {
        return reason;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
