package hera.registry.resource;

import hera.registry.replica.InstanceView;
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

    /** What the name of a service and its number of instances take in memory while they are counted. */
    private static final int COUNT_BYTES = 256;

    private final LongPredicate hasRoomFor;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /** @param hasRoomFor whether so many bytes may be allocated */
    RenderRoom(LongPredicate hasRoomFor) {
        this.hasRoomFor = hasRoomFor;
    }

    /**
     * Makes something of views of a service's instances, unless they are many and there is no room for them: then null.
     *
     * @param views at most how many they are
     */
    public <T> @Nullable T makeOfViews(int views, Supplier<T> rendering) {
        return make((long) InstanceView.BYTES * views, rendering);
    }

    /** As {@link #makeOfViews}, of the numbers of instances of so many services. */
    public <T> @Nullable T makeOfCounts(int services, Supplier<T> rendering) {
        return make((long) COUNT_BYTES * services, rendering);
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
