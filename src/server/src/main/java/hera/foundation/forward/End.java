package hera.foundation.forward;

/** The outcome of a request. */
public enum End {
    /** A target's answer was passed on completely. */
    ANSWERED,
    /** A tunnel was opened and has been closed. */
    TUNNELLED,
    /** The proxy itself gave the answer. */
    REFUSED,
    /** A target's answer broke off, and so did the one to the client. */
    BROKEN_OFF,
    /** The client disconnected. */
    ABANDONED
}
