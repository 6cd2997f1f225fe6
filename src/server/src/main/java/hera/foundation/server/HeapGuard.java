package hera.foundation.server;

import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch over the heap, which says when too little of it is left to take anything new. It goes by what collections leave
 * and not by what is in use, which is mostly garbage. Safe for use by many threads.
 */
public final class HeapGuard implements BooleanSupplier {
    /** The part of the heap, in percent, that collections may leave in use before nothing new is taken. */
    static final int LOW_PERCENT = 85;

    /** Below this part new things are taken again. */
    static final int ENOUGH_PERCENT = 80;

    /** What was seen is believed for so long. */
    static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    /** How often one looks unasked while there is enough: it is asked with each write. */
    static final Duration QUIET_INTERVAL = Duration.ofSeconds(10);

    /** While memory is low, a collection is asked for so often: the last one may be long ago. */
    static final Duration COLLECTION_INTERVAL = Duration.ofMinutes(1);

    /** What is kept for all that nobody asks for beforehand: this part of the heap. */
    static final int RESERVED_PART = 16;

    /** The longest time for which it is believed how much of the heap is no garbage. */
    static final Duration RELIEF_INTERVAL = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(HeapGuard.class);

    private final Supplier<Usage> usage;
    private final Runnable collection;
    private final Clock clock;
    private final Loop looks;
    private final List<Runnable> reliefs = new CopyOnWriteArrayList<>();
    private volatile boolean low;
    private volatile long lookedAtMillis = -LOOK_INTERVAL.toMillis();
    private long collectAtMillis;
    private long relieveAtMillis;
    private long livingBytes;

    /**
     * The heap's use.
     *
     * @param afterCollections bytes that the last collection of each part left in use; 0 before the first
     * @param now bytes in use, garbage among them
     * @param most the largest heap, in bytes
     */
    record Usage(long afterCollections, long now, long most) {
        boolean hasFree(long bytes) {
            return most - now - most / RESERVED_PART >= bytes;
        }

        boolean isAbove(int percent) {
            return Math.min(afterCollections, now) > most / 100 * percent;
        }
    }

    HeapGuard(Supplier<Usage> usage, Runnable collection, Clock clock, Timer timer) {
        this.usage = usage;
        this.collection = collection;
        this.clock = clock;
        this.looks = new Loop("heap", timer, () -> low ? LOOK_INTERVAL : QUIET_INTERVAL, this::look);
    }

    /** Begins to watch this process's heap. */
    public static HeapGuard started(Clock clock, Timer timer) {
        HeapGuard guard = new HeapGuard(HeapGuard::read, System::gc, clock, timer);
        guard.looks.start();
        return guard;
    }

    /** Returns whether nothing new should be taken. */
    @Override
    public boolean getAsBoolean() {
        long now = clock.now().agingMillis();
        if (now - lookedAtMillis >= LOOK_INTERVAL.toMillis()) {
            judge(now);
        }
        return low;
    }

    /** Returns whether nothing new should be taken, by a look at this moment: for what takes much at a time. */
    public boolean isLowNow() {
        judge(clock.now().agingMillis());
        return low;
    }

    /** Adds what gives up memory that can be had again, when there is too little. */
    public void isRelievedBy(Runnable relief) {
        reliefs.add(relief);
    }

    /**
     * Returns whether something large may be allocated. Where so much does not lie free, what can be had again is given up and
     * a collection asked for, at most once in {@link #RELIEF_INTERVAL}; until then it counts what was allowed since.
     */
    public synchronized boolean hasRoomFor(long bytes) {
        Usage read = usage.get();
        if (read.hasFree(bytes)) {
            return true;
        }
        long now = clock.now().agingMillis();
        if (now >= relieveAtMillis) {
            relieveAtMillis = now + RELIEF_INTERVAL.toMillis();
            reliefs.forEach(Runnable::run);
            collection.run();
            livingBytes = usage.get().now();
        }
        boolean fits = new Usage(livingBytes, livingBytes, read.most()).hasFree(bytes);
        if (fits) {
            livingBytes += bytes;
        }
        return fits;
    }

    void look() {
        long now = clock.now().agingMillis();
        if (judge(now)) {
            collection.run();
        }
    }

    /** Looks at the heap; returns whether to ask for a collection. */
    private synchronized boolean judge(long now) {
        lookedAtMillis = now;
        Usage read = usage.get();
        if (!low && read.isAbove(LOW_PERCENT)) {
            low = true;
            reliefs.forEach(Runnable::run);
            collectAtMillis = now + (reliefs.isEmpty() ? COLLECTION_INTERVAL : RELIEF_INTERVAL).toMillis();
            log.warn("event=heap-low after_collections={} most={}", read.afterCollections(), read.most());
        } else if (low && !read.isAbove(ENOUGH_PERCENT)) {
            low = false;
            log.info("event=heap-enough after_collections={} most={}", read.afterCollections(), read.most());
        } else if (low && now >= collectAtMillis) {
            collectAtMillis = now + COLLECTION_INTERVAL.toMillis();
            return true;
        }
        return false;
    }

    private static Usage read() {
        long left = 0;
        for (MemoryPoolMXBean pool : Heap.POOLS) {
            MemoryUsage afterCollection = pool.getCollectionUsage();
            left += afterCollection == null ? 0 : afterCollection.getUsed();
        }
        Runtime runtime = Runtime.getRuntime();
        return new Usage(left, runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory());
    }

    /** The parts of the heap, found once: each pull looks at them. */
    private static final class Heap {
        static final List<MemoryPoolMXBean> POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}
