package hera.foundation.json;

/**
 * Input that breaks a rule. The message says which and where, in words for the sender; it quotes no more than a
 * few bytes of the input. Carries no stack trace, so that refusing is as cheap as accepting.
 */
public final class MalformedInputException extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public MalformedInputException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Returns the kind of the broken rule. */
    public Reason reason() {
        return reason;
    }

    /** The kinds of rules; few and fixed, so that a metric may count by them. */
    public enum Reason {
        /** Nothing there but white space. */
        EMPTY,
        NOT_JSON,
        BAD_UTF8,
        /** JSON, but of another kind than the object that belongs there. */
        NOT_AN_OBJECT,
        TOO_LARGE,
        TOO_DEEP,
        /** A service, instance or node name against the rule for names. */
        BAD_NAME,
        /** A path segment whose percent-encoding is broken. */
        BAD_PATH,
        /** A query string or one of its parameters. */
        BAD_QUERY,
        /** A body that is not in the coding that its header says. */
        BAD_CODING,
        /** A header of the request. */
        BAD_HEADER,
        BAD_TTL,
        BAD_DIGEST,
        /** A page or a tuple of deltas with a wrong structure. */
        BAD_SHAPE,
        /** A timestamp that is no integer, negative, or too far ahead. */
        BAD_TIMESTAMP,
        BAD_AGE
    }
}
