package hera.failover;

/** The state of a member. */
public enum State {
    /** Before its first test. */
    INIT,
    /** It holds the name. */
    MASTER,
    /** Another member holds the name, or this one has resigned. */
    SLAVE,
    /** Between two tests, or about to take the name. */
    TICKING,
    /** The store does not answer. */
    ERROR
}
