package hera.foundation.server;

import java.util.function.IntConsumer;

/**
 * The limit of the container's threads that serve requests. A thread that waits for a body is replaced, up to a maximum,
 * so that as many as usual are left for everybody else. Safe for use by many threads.
 */
final class ServerThreads {
    /** The number of platform threads that serve requests, and as many as that wait for no body. */
    private static final int USUAL = 200;

    /** The most threads, half of which may wait for bodies. More of them make each pause of the garbage collector longer. */
    private static final int MOST = 2_000;

    /** The heap that must be there for a thread: one that waits for a body keeps some 100 KiB, and half of them may. */
    private static final int HEAP_BYTES = 128 << 10;

    /** The limit changes in steps, because most bodies wait for some milliseconds only. */
    private static final int STEP = 16;

    private final int usual;
    private final int most;

    // Guarded by this.
    private IntConsumer container = limit -> {};

    private volatile int limit;

    /**
     * @param usual the limit when no thread waits for a body
     * @param most the highest limit
     */
    ServerThreads(int usual, int most) {
        this.usual = usual;
        this.most = most;
        this.limit = usual;
    }

    /**
     * The threads where they are platform threads.
     *
     * @param tasks the most that the system lets this process have; half of them are left to everything else
     * @param heapBytes the most that the heap may have
     */
    static ServerThreads platform(int tasks, long heapBytes) {
        return new ServerThreads(USUAL, Math.max(USUAL, Math.min(tasks / 2, most(heapBytes))));
    }

    /**
     * The threads where they are virtual, which cost heap only.
     *
     * @param heapBytes the most that the heap may have
     */
    static ServerThreads virtual(long heapBytes) {
        int most = Math.max(USUAL, most(heapBytes));
        return new ServerThreads(most, most);
    }

    private static int most(long heapBytes) {
        return (int) Math.min(MOST, heapBytes / HEAP_BYTES);
    }

    int most() {
        return most;
    }

    /** Sets who is told of each new limit, beginning with the present one. */
    synchronized void setContainer(IntConsumer told) {
        container = told;
        told.accept(limit);
    }

    /** Raises the limit for so many threads that wait for bodies. */
    void raise(int waiting) {
        if (limitFor(waiting) > limit) {
            raiseTo(limitFor(waiting));
        }
    }

    private synchronized void raiseTo(int wanted) {
        if (wanted > limit) {
            set(wanted);
        }
    }

    /** Sets the limit, perhaps a lower one, for so many threads that wait for bodies. */
    synchronized void settle(int waiting) {
        if (limitFor(waiting) != limit) {
            set(limitFor(waiting));
        }
    }

    private int limitFor(int waiting) {
        return Math.min(most, usual + (waiting + STEP - 1) / STEP * STEP);
    }

    private void set(int wanted) {
        limit = wanted;
        container.accept(wanted);
    }
}
