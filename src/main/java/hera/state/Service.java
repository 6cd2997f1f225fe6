package hera.state;

import org.jspecify.annotations.Nullable;

/** One service's instances, alive and dead. Guarded by the replica's lock, but for the two volatile fields. */
final class Service {
    final ServiceName name;
    final boolean internal;
    final EntryTable entries;
    int live;

    /** Grows with each change of content; drawn from the replica's counter, so that it never repeats. */
    volatile long version;

    /** Before this, on the aging clock, no live entry expires: until then {@link #version} is the truth. */
    volatile long steadyUntil = Long.MAX_VALUE;

    Service(ServiceName name, long hashSeed) {
        this.name = name;
        this.internal = name.isInternal();
        this.entries = new EntryTable(hashSeed);
    }

    @Nullable
    Entry find(byte[] id) {
        return entries.find(id);
    }
}
