package hera.spawn.log;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A node and its queue as all Spawns see them.
 *
 * @param claim under which the queue was taken last
 * @param owner the Spawn that took it; empty if none has
 * @param version grows with each change of the row by an operator
 * @param obeyed the last version of which the owner has said that it does as it says
 * @param letters the state of each write that was ever parked there
 * @param again the parked writes that an operator wants to be sent again
 * @param headAccepted when the oldest pending write was accepted, in wall milliseconds; 0 if none is pending
 * @param totalBefore the bytes of all writes before the oldest pending one
 */
public record SharedQueue(
        NodeRow row,
        QueueClaim claim,
        String owner,
        long version,
        long obeyed,
        Map<Long, WriteState> letters,
        Set<Long> again,
        long headAccepted,
        long totalBefore) {
    public SharedQueue {
        letters = Map.copyOf(letters);
        again = Set.copyOf(again);
    }

    public long id() {
        return row.id();
    }

    /** Returns the writes that are parked there. */
    public Set<Long> parked() {
        return letters.entrySet().stream()
                .filter(letter -> letter.getValue() == WriteState.PARKED)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
