package hera.registry.gossip;

/** A pull that brought nothing. Says why in words; the kind is for metrics. */
public final class PullFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    public PullFailedException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The kind of failure. */
    public enum Kind {
        /** No connection, or one that broke. */
        UNREACHABLE,
        TIMEOUT,
        /** An answer, but not 200. */
        STATUS,
        TOO_LARGE,
        /** Compressed, or of another media type than was asked for. */
        WRONG_TYPE,
        /** Not the JSON that was promised. */
        MALFORMED,
        /** The body does not match its {@code Content-Digest}. */
        CORRUPT,
        /** A node of another environment. */
        WRONG_ENVIRONMENT,
        /** A node of another name than the one that is said to be there. */
        WRONG_NODE,
        /** Another node that has this one's name. */
        NAME_TAKEN,
        /** Fell over a fault of this node's own. */
        INTERNAL
    }
}
