package hera.foundation.forward;

/** How a request ended. */
public enum End {
    /** A target's answer was passed on whole. */
    ANSWERED,
    /** A tunnel was made, and is closed now. */
    TUNNELLED,
    /** The proxy gave the answer itself. */
    REFUSED,
    /** A target's answer broke off, and so did the client's. */
    BROKEN_OFF,
    /** The client went away. */
    ABANDONED
}
