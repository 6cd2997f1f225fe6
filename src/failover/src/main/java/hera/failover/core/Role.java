package hera.failover.core;

/** The state of a candidate for one name. */
public enum Role {
    /** Before its first test. */
    INIT,
    /** Between two tests, or about to take. */
    TICKING,
    /** It holds the name. */
    MASTER,
    /** Another holds the name, or it is left to others. */
    SLAVE,
    /** The store does not answer. */
    ERROR
}
