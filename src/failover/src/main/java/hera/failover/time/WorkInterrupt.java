package hera.failover.time;

/** Interrupts a thread while it works, and never afterwards. */
public final class WorkInterrupt {
    private final Thread thread;
    private boolean armed = true;

    /**
     * Makes it ready.
     *
     * @param thread the thread that works
     */
    public WorkInterrupt(Thread thread) {
        this.thread = thread;
    }

    /** Interrupts the thread if it works still. */
    public synchronized void strike() {
        if (armed) {
            thread.interrupt();
        }
    }

    /** Ends it, and clears what struck too late to be seen. */
    public synchronized void disarm() {
        armed = false;
        Thread.interrupted();
    }
}
