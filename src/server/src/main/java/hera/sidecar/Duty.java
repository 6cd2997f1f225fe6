package hera.sidecar;

/**
 * Whether this member wants requests: not while its backend is ill, and not once it is about to end. Thread-safe.
 */
final class Duty {
    private final GossipNode node;
    private boolean ill;
    private boolean leaving;

    Duty(GossipNode node) {
        this.node = node;
    }

    /** Says how the backend is. */
    synchronized void backendIsIll(boolean now) {
        ill = now;
        node.rest(ill || leaving);
    }

    /** From now on it wants no requests. */
    synchronized void leave() {
        leaving = true;
        node.rest(true);
    }

    synchronized boolean isIll() {
        return ill;
    }

    synchronized boolean isLeaving() {
        return leaving;
    }
}
