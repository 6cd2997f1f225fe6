package hera.registry;

import hera.wire.MalformedInput;

/** A request that is answered with an error: its status, and what the sender can do about it. */
final class RequestRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;
    private final int retryAfterSeconds;

    RequestRefused(int status, String reason, String detail) {
        this(status, reason, detail, 0);
    }

    /** @param retryAfterSeconds when it may go better; 0 where nothing is known of that */
    RequestRefused(int status, String reason, String detail, int retryAfterSeconds) {
        super(detail, null, false, false);
        this.status = status;
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static RequestRefused of(MalformedInput input) {
        int status = input.reason() == MalformedInput.Reason.TOO_LARGE ? 413 : 400;
        return new RequestRefused(
                status, input.reason().name().toLowerCase(java.util.Locale.ROOT), String.valueOf(input.getMessage()));
    }

    int status() {
        return status;
    }

    int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** One of a few words, for metrics. */
    String reason() {
        return reason;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
