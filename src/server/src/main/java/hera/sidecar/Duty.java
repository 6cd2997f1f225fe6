package hera.sidecar;

/**
 * The state whether this member accepts requests: not while its backend is unhealthy, and not once it is about to stop.
 * Thread-safe.
 */
final class Duty {
    private final GossipNode node;
    private boolean ill;
    private boolean leaving;

    Duty(GossipNode node) {
        this.node = node;
    }

    /** Sets the health of the backend. */
    synchronized void backendIsIll(boolean now) {
        ill = now;
        node.rest(ill || leaving);
    }

    /** Stops accepting requests for good. */
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
