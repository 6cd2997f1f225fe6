package hera.spawn.log;

import hera.foundation.http.HostPort;

/**
 * A node as the log keeps it.
 *
 * @param id never given to another node
 * @param secure whether it speaks HTTPS
 * @param priority 1 is the best, then 2, 3, and so on, then 0, then -1, -2, and so on
 * @param active whether it belongs to the group
 * @param maintenance whether reads and deliveries stand still
 * @param needsResync whether its backlog was dropped, so that an operator must say from where it goes on
 * @param since it gets the writes after this one; {@link #NOW} in a row that is to be stored means the last one logged,
 *     {@link #KEPT} what is stored
 * @param position all writes up to this one are through there
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

    /** Returns whether writes that are logged now are for this node. */
    public boolean isMember() {
        return active && !needsResync;
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
