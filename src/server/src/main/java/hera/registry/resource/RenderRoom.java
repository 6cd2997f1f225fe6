package hera.registry.resource;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bound of what is rendered by what heap is left: large renderings are made one at a time, each only if there is room for
 * it. Safe for use by many threads.
 */
public final class RenderRoom {
    /** What is smaller is made unasked: the heap has a reserve for that. */
    static final int SMALL_BYTES = 256 << 10;

    private final LongPredicate hasRoomFor;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /** @param hasRoomFor whether so many bytes may be allocated */
    RenderRoom(LongPredicate hasRoomFor) {
        this.hasRoomFor = hasRoomFor;
    }

    /**
     * Makes something, unless it is large and there is no room for it: then null.
     *
     * @param bytes that are allocated for it in all
     */
    public <T> @Nullable T make(long bytes, Supplier<T> rendering) {
        if (bytes < SMALL_BYTES) {
            return rendering.get();
        }
        oneAtATime.lock();
        try {
            return hasRoomFor.test(bytes) ? rendering.get() : null;
        } finally {
            oneAtATime.unlock();
        }
    }
}
