package hera.registry;

import hera.wire.MalformedInput;

/** A request that is answered with an error: its status, and what the sender can do about it. */
final class RequestRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;

    RequestRefused(int status, String reason, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.reason = reason;
    }

    static RequestRefused of(MalformedInput input) {
        int status = input.reason() == MalformedInput.Reason.TOO_LARGE ? 413 : 400;
        return new RequestRefused(
                status, input.reason().name().toLowerCase(java.util.Locale.ROOT), String.valueOf(input.getMessage()));
    }

    int status() {
        return status;
    }

    /** One of a few words, for metrics. */
    String reason() {
        return reason;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
