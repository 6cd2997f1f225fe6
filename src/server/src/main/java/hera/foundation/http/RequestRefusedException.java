package hera.foundation.http;

import hera.foundation.json.MalformedInputException;

/** A request that is answered with an error: its status, and what the sender can do about it. */
public final class RequestRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;
    private final int retryAfterSeconds;

    public RequestRefusedException(int status, String reason, String detail) {
        this(status, reason, detail, 0);
    }

    /** @param retryAfterSeconds when it may go better; 0 where nothing is known of that */
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

    /** One of a few words, for metrics. */
    public String reason() {
        return reason;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
