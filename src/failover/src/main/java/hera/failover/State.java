package hera.failover;

/** The state of a member. */
public enum State {
    /** Before its first test. */
    INIT,
    /** It holds the name. */
    MASTER,
    /** Another holds the name, or it is left to others. */
    SLAVE,
    /** Between two tests, or about to take the name. */
    TICKING,
    /** The store does not answer. */
    ERROR
}
