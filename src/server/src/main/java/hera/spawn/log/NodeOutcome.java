package hera.spawn.log;

/**
 * What became of one write at one node.
 *
 * @param status of the node's last answer, 0 if there was none
 * @param attempts how often it was sent there
 * @param error why it was not delivered; empty if it was
 */
public record NodeOutcome(long sequence, WriteState state, int status, int attempts, String error) {
    /** Returns the outcome of a write that the node will not get. */
    public NodeOutcome dropped() {
        return new NodeOutcome(sequence, WriteState.DROPPED, status, attempts, error);
    }
}
