package hera.registry.replica;

import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One service's instances, alive and dead. Guarded by the replica's lock, except the two volatile fields. */
final class Service {
    private static final long[] ONE_STRIPE = {};

    final ServiceName name;
    final boolean internal;
    final EntryTable entries;
    int live;

    /** Per stripe of the table the version at its last change, where there is more than one stripe. */
    private long[] stripeVersions = ONE_STRIPE;

    /** Grows with each change of content; drawn from the replica's counter, so that it never repeats. */
    volatile long version;

    /** The time, on the aging clock, before which no live entry expires: until then {@link #version} is exact. */
    volatile long nextExpiryMillis = Long.MAX_VALUE;

    Service(ServiceName name, long hashSeed) {
        this.name = name;
        this.internal = name.isInternal();
        this.entries = new EntryTable(hashSeed);
    }

    /** Notes that the content of an entry has changed. */
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

    /** Whether the content of a stripe may have changed since that version. */
    boolean hasChangedSince(long thatVersion, int stripe) {
        return stripeVersions.length == 0 ? version > thatVersion : stripeVersions[stripe] > thatVersion;
    }

    ServiceView view(long livenessMillis, Moment now) {
        List<InstanceView> instances = new ArrayList<>(live);
        entries.forEach(entry -> addIfLive(instances, entry, livenessMillis, now));
        return new ServiceView(version, instances);
    }

    /** The stripes that are not as they were at {@code thatVersion}; all, where there were not as many then. */
    ServiceStripes stripes(long thatVersion, int count, long livenessMillis, Moment now) {
        int stripes = entries.stripes();
        List<ServiceStripes.Stripe> changed = new ArrayList<>();
        for (int i = 0; i < stripes; i++) {
            if (count != stripes || hasChangedSince(thatVersion, i)) {
                List<InstanceView> instances = new ArrayList<>();
                entries.forEachOf(i, entry -> addIfLive(instances, entry, livenessMillis, now));
                changed.add(new ServiceStripes.Stripe(i, instances));
            }
        }
        return new ServiceStripes(version, stripes, changed);
    }

    /** At most how many views {@link #stripes} returns, where no stripe is fuller than it has slots. */
    int views(long thatVersion, int count) {
        int stripes = entries.stripes();
        if (count != stripes || stripes == 1) {
            return live;
        }
        long changed = IntStream.range(0, stripes)
                .filter(stripe -> hasChangedSince(thatVersion, stripe))
                .count();
        return (int) Math.min(live, changed * EntryTable.STRIPE_SLOTS);
    }

    private static void addIfLive(List<InstanceView> instances, Entry entry, long livenessMillis, Moment now) {
        InstanceView view = InstanceView.ofLive(entry, livenessMillis, now);
        if (view != null) {
            instances.add(view);
        }
    }

    @Nullable
    Entry find(byte[] id) {
        return entries.find(id);
    }
}
