package hera.spawn.log;

/**
 * The right by which a Spawn changes what the log has of a node's queue. The log refuses what comes under a right that is over.
 *
 * @param term rises with each owner of the queue; 0 in a log that one Spawn has alone
 * @param moves how often an operator has chosen another place in the log for the node
 */
public record QueueClaim(long node, long term, long moves) {
    /** Returns the right to a queue in a log that one Spawn has alone. */
    public static QueueClaim alone(long node) {
        return new QueueClaim(node, 0, 0);
    }
}
