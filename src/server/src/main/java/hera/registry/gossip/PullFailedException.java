package hera.registry.gossip;

/** The failure of a pull. The message is for people, the kind for metrics. */
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
        /** A wrong content coding or media type. */
        WRONG_TYPE,
        /** Not the JSON that was promised. */
        MALFORMED,
        /** The body does not match its {@code Content-Digest}. */
        CORRUPT,
        /** A node of another environment. */
        WRONG_ENVIRONMENT,
        /** A node of another name than the reported one. */
        WRONG_NODE,
        /** A node that proves no name, or another name than its own or the expected one; or one that this node cannot prove its name to. */
        IDENTITY,
        /** Another node that has this one's name. */
        NAME_TAKEN,
        /** A bug of this node. */
        INTERNAL
    }
}
