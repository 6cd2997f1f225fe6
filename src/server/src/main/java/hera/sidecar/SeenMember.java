package hera.sidecar;

import hera.foundation.http.HostPort;

/**
 * A member as this one sees it.
 *
 * @param identity what stands on the ring
 * @param address {@code HOST:PORT} for other members
 * @param state how it is
 * @param resting whether it wants no requests: its backend is ill, or it is about to end
 * @param sinceMillis since when it is seen in that state, in milliseconds since 1970
 */
public record SeenMember(String identity, HostPort address, State state, boolean resting, long sinceMillis) {
    /** How a member is. */
    public enum State {
        /** It is heard of regularly. */
        ALIVE,
        /** It should have been heard of. */
        SUSPECT,
        /** It has left, or is given up. */
        GONE
    }

    /** Returns whether it stands on the ring. */
    boolean isOnRing() {
        return state != State.GONE && !resting;
    }
}
