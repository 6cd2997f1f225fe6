package hera.failover.core;

/** A channel to the store with one request at a time; lanes do not wait for each other. */
public enum Lane {
    /** Joins and beats. */
    BEAT,
    /** Looks. */
    LOOK,
    /** Changes of names, and declarations of death. */
    STEP
}
