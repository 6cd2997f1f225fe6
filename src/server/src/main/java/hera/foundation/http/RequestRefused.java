package hera.foundation.http;

import hera.foundation.json.MalformedInput;

/** A request that is answered with an error: its status, and what the sender can do about it. */
public final class RequestRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;
    private final int retryAfterSeconds;

    public RequestRefused(int status, String reason, String detail) {
        this(status, reason, detail, 0);
    }

    /** @param retryAfterSeconds when it may go better; 0 where nothing is known of that */
    public RequestRefused(int status, String reason, String detail, int retryAfterSeconds) {
        super(detail, null, false, false);
        this.status = status;
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public static RequestRefused of(MalformedInput input) {
        int status = input.reason() == MalformedInput.Reason.TOO_LARGE ? 413 : 400;
        return new RequestRefused(
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
