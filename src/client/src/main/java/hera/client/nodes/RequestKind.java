package hera.client.nodes;

/** A kind of request that a node may refuse while it answers others: a full registry takes no writes, but can be read. */
public enum RequestKind {
    /** Reads and waits. */
    READ,
    /** Registrations and deregistrations. */
    WRITE
}
