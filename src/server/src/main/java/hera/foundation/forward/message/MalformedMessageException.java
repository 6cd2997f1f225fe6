package hera.foundation.forward.message;

import java.io.Serial;

/** A message that breaks a rule of HTTP or a limit. It has no stack trace, because clients can cause it at any rate. */
public final class MalformedMessageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * @param status the status of the answer, if the message is a request
     * @param detail the fault and its place, for the sender; quotes no part of the message
     */
    public MalformedMessageException(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    /** Returns the status of the answer, if the message is a request. */
    public int status() {
        return status;
    }

    /** Returns the fault, for a person. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
