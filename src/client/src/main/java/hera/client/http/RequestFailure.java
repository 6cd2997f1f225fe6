package hera.client.http;

/**
 * The reason why a request has no answer.
 *
 * @param detail for a log line
 */
public record RequestFailure(Kind kind, String detail) {
    /** The stage at which a request failed. */
    public enum Kind {
        /** No connection: refused, unreachable, no TLS. The node has not seen the request. */
        UNREACHABLE,
        /** The connection broke: the node may have seen the request, or had closed an idle connection before. */
        BROKEN,
        /** The time was up. */
        TIMED_OUT,
        /** The body had more bytes than were allowed, and was not read further. */
        TOO_LARGE,
        /** The head was not wanted; no byte of the body was read, and the connection is closed. */
        UNWANTED,
        /** An open stream has ended. */
        ENDED
    }
}
