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
    /** Smaller renderings are made without asking, because the heap has a reserve for them. */
    static final int SMALL_BYTES = 256 << 10;

    /** The memory that a service takes, with its name and its number of instances, while all are counted. */
    private static final int COUNT_BYTES = 256;

    private final LongPredicate hasRoomFor;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /** @param hasRoomFor whether so many bytes may be allocated */
    RenderRoom(LongPredicate hasRoomFor) {
        this.hasRoomFor = hasRoomFor;
    }

    /**
     * Makes a rendering from views of a service's instances; returns null if they are many and the heap has no room.
     *
     * @param views the greatest number of views
     */
    public <T> @Nullable T makeOfViews(int views, Supplier<T> rendering) {
        return make((long) InstanceView.BYTES * views, rendering);
    }

    /** As {@link #makeOfViews}, of the numbers of instances of so many services. */
    public <T> @Nullable T makeOfCounts(int services, Supplier<T> rendering) {
        return make((long) COUNT_BYTES * services, rendering);
    }

    /**
     * Makes a rendering; returns null if it is large and the heap has no room.
     *
     * @param bytes the number of bytes that it allocates in all
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
