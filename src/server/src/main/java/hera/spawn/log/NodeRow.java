package hera.spawn.log;

import hera.foundation.http.HostPort;
import java.util.List;

/**
 * A node as the log keeps it.
 *
 * @param id never given to another node
 * @param secure whether it speaks HTTPS
 * @param priority 1 is the best, then 2, 3, and so on, then 0, then -1, -2, and so on
 * @param active whether it belongs to the group
 * @param maintenance whether reads and deliveries are suspended
 * @param needsResync whether its backlog was dropped, so that an operator must choose where it continues
 * @param since the node gets the writes after this one; in a row to be stored, {@link #NOW} stands for the last logged
 *     write, {@link #KEPT} for the stored value
 * @param position no write up to this one is pending at the node
 */
public record NodeRow(
        long id,
        HostPort address,
        boolean secure,
        int priority,
        boolean active,
        boolean maintenance,
        boolean needsResync,
        long since,
        long position) {
    /** The place behind the last write that is in the log when the row is stored. */
    public static final long NOW = -1;

    /** The place that the log has, which is the recorded one. */
    public static final long KEPT = -2;

    /**
     * Compares two priorities, the better one first: 1, 2, 3, and so on, then 0, then -1, -2, and so on.
     *
     * @return as a comparator does
     */
    public static int comparePriorities(int a, int b) {
        boolean positiveA = a > 0;
        boolean positiveB = b > 0;
        if (positiveA != positiveB) {
            return positiveA ? -1 : 1;
        }
        return positiveA ? Integer.compare(a, b) : Integer.compare(b, a);
    }

    /** Returns whether writes that are logged now are for this node. */
    public boolean isMember() {
        return active && !needsResync;
    }

    /**
     * Returns nodes in the order in which the policy {@code primary} asks them: that of the best priority first, then the first of
     * the list, among those not in maintenance, or among all if all are.
     *
     * @param members in the order of the nodes
     */
    public static List<Long> primaryFirst(List<NodeRow> members) {
        boolean anyServes = members.stream().anyMatch(member -> !member.maintenance());
        return members.stream()
                .sorted((a, b) -> {
                    int served = Boolean.compare(anyServes && a.maintenance(), anyServes && b.maintenance());
                    return served != 0 ? served : comparePriorities(a.priority(), b.priority());
                })
                .map(NodeRow::id)
                .toList();
    }

    public NodeRow at(long newSince, long newPosition) {
        return new NodeRow(id, address, secure, priority, active, maintenance, needsResync, newSince, newPosition);
    }

    public NodeRow withId(long newId) {
        return new NodeRow(newId, address, secure, priority, active, maintenance, needsResync, since, position);
    }

    public NodeRow resync(boolean needed) {
        return new NodeRow(id, address, secure, priority, active, maintenance, needed, since, position);
    }

    public NodeRow activated(boolean is) {
        return new NodeRow(id, address, secure, priority, is, maintenance, needsResync, since, position);
    }
}
