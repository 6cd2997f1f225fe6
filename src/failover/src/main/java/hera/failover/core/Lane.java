package hera.failover.core;

/** A way to the store on which one request at a time is under way; none waits for another. */
public enum Lane {
    /** Joins and beats. */
    BEAT,
    /** Looks. */
    LOOK,
    /** All that changes names, and deaths. */
    STEP
}
