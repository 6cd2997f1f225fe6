package hera.foundation.forward.message;

import java.io.Serial;

/** A message that breaks HTTP's rules or a limit. Has no stack trace: strangers cause it as often as they like. */
public final class MalformedMessageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * @param status the answer's, when the message is a request
     * @param detail what was wrong and where, for the person who sent it; never a part of the message
     */
    public MalformedMessageException(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    /** Returns the status that the answer should have if the message is a request. */
    public int status() {
        return status;
    }

    /** Returns what was wrong, for a person. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
