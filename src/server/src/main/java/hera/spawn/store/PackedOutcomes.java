package hera.spawn.store;

import hera.spawn.log.NodeOutcome;
import hera.spawn.log.WriteState;
import java.nio.ByteBuffer;
import java.util.List;

/** Outcomes of consecutive writes at one node as bytes: for each its state, two bytes of status, two of attempts. */
final class PackedOutcomes {
    private static final int SIZE = 5;

    private PackedOutcomes() {}

    static byte[] pack(List<NodeOutcome> outcomes) {
        ByteBuffer packed = ByteBuffer.allocate(SIZE * outcomes.size());
        for (NodeOutcome outcome : outcomes) {
            packed.put((byte) outcome.state().code())
                    .putShort((short) outcome.status())
                    .putShort((short) Math.min(outcome.attempts(), 0xFFFF));
        }
        return packed.array();
    }

    /**
     * Returns the outcome of one of them.
     *
     * @param first the sequence of the first
     */
    static NodeOutcome find(byte[] packed, long first, long sequence) {
        ByteBuffer at = ByteBuffer.wrap(packed).position(Math.toIntExact(SIZE * (sequence - first)));
        WriteState state = WriteState.of(at.get());
        int status = at.getShort();
        int attempts = at.getShort() & 0xFFFF;
        String error = state == WriteState.DELIVERED ? "" : status == 0 ? "no answer" : "answered " + status;
        return new NodeOutcome(sequence, state, status, attempts, error);
    }
}
