package hera.failover.time;

/** An interrupt of a thread that has effect only while the thread works. */
public final class WorkInterrupt {
    private final Thread thread;
    private boolean armed = true;

    /**
     * Creates the interrupt, which is armed.
     *
     * @param thread the thread that works
     */
    public WorkInterrupt(Thread thread) {
        this.thread = thread;
    }

    /** Interrupts the thread if it still works. */
    public synchronized void strike() {
        if (armed) {
            thread.interrupt();
        }
    }

    /** Disarms it, and clears an interrupt that came too late to be noticed. */
    public synchronized void disarm() {
        armed = false;
        Thread.interrupted();
    }
}
