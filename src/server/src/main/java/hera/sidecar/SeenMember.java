package hera.sidecar;

import hera.foundation.http.HostPort;

/**
 * A member as this one sees it.
 *
 * @param identity its name on the ring
 * @param address {@code HOST:PORT} for other members
 * @param state its state by gossip
 * @param resting whether it wants no requests: its backend is ill, or it is about to end
 * @param sinceMillis the time since which it is seen in that state, in milliseconds since 1970
 */
public record SeenMember(String identity, HostPort address, State state, boolean resting, long sinceMillis) {
    /** The state of a member. */
    public enum State {
        /** Its heartbeats arrive in time. */
        ALIVE,
        /** Its heartbeats are overdue. */
        SUSPECT,
        /** It has left, or its registration has expired. */
        GONE
    }

    /** Returns whether it is on the ring. */
    boolean isOnRing() {
        return state != State.GONE && !resting;
    }
}
