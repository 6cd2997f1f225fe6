package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.WriteState;
import java.util.List;

/**
 * The outcomes of a write at all nodes.
 *
 * @param members in the order of the nodes
 */
public record WriteReport(LoggedWrite write, List<Member> members) {
    public WriteReport {
        members = List.copyOf(members);
    }

    /** The outcome at one node. */
    public record Member(String host, int port, NodeOutcome outcome) {}

    /** Returns whether it is neither pending nor parked anywhere. */
    public boolean isSettled() {
        return members.stream()
                .map(member -> member.outcome().state())
                .noneMatch(state -> state == WriteState.PENDING || state == WriteState.PARKED);
    }

    /** Returns whether some nodes applied it and others refused it. */
    public boolean isDiverged() {
        long applied = count(WriteState.DELIVERED);
        return applied > 0 && count(WriteState.REFUSED) > 0;
    }

    private long count(WriteState state) {
        return members.stream()
                .filter(member -> member.outcome().state() == state)
                .count();
    }
}
