package hera.registry.replica;

import hera.foundation.names.ServiceName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One service's instances, alive and dead. Guarded by the replica's lock, but for the two volatile fields. */
final class Service {
    private static final long[] ONE_STRIPE = {};

    final ServiceName name;
    final boolean internal;
    final EntryTable entries;
    int live;

    /** Of each stripe of the table the version with which its content changed last, if there is more than one. */
    private long[] stripeVersions = ONE_STRIPE;

    /** Grows with each change of content; drawn from the replica's counter, so that it never repeats. */
    volatile long version;

    /** Before this, on the aging clock, no live entry expires: until then {@link #version} is the truth. */
    volatile long steadyUntil = Long.MAX_VALUE;

    Service(ServiceName name, long hashSeed) {
        this.name = name;
        this.internal = name.isInternal();
        this.entries = new EntryTable(hashSeed);
    }

    /** The content of an entry has become another. */
    void changed(Entry entry, long newVersion) {
        int stripes = entries.stripes();
        if (stripes == 1) {
            stripeVersions = ONE_STRIPE;
        } else if (stripes == stripeVersions.length) {
            stripeVersions[entries.stripeOf(entry)] = newVersion;
        } else {
            stripeVersions = new long[stripes];
            Arrays.fill(stripeVersions, newVersion);
        }
        version = newVersion;
    }

    /** Whether the content of a stripe may be another than it was at that version. */
    boolean hasChangedSince(long thatVersion, int stripe) {
        return stripeVersions.length == 0 ? version > thatVersion : stripeVersions[stripe] > thatVersion;
    }

    @Nullable
    Entry find(byte[] id) {
        return entries.find(id);
    }
}
