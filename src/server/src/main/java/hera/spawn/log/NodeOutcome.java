package hera.spawn.log;

/**
 * The outcome of one write at one node.
 *
 * @param status the status of the node's last answer, 0 if there was none
 * @param attempts how often it was sent there
 * @param error the reason why it was not delivered; empty if it was
 */
public record NodeOutcome(long sequence, WriteState state, int status, int attempts, String error) {
    /** Returns the outcome of a write that the node will not get. */
    public NodeOutcome dropped() {
        return new NodeOutcome(sequence, WriteState.DROPPED, status, attempts, error);
    }
}
