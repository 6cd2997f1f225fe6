package hera.registry.replica;

import hera.foundation.time.Moment;
import hera.registry.replica.MergeReport.Outcome;
import hera.registry.replica.Store.Version;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the deltas of one origin into the store. Lives for one merge, under the replica's lock.
 *
 * <p>The rule is that the newest version wins: the greater timestamp, then the greater origin name. One exception keeps
 * skewed clocks from hiding a live client: a write of this node's own that is younger by its age than the one which
 * would replace it happened later, whatever the timestamps say, and is stamped again above it. Ages that travel leave
 * out the time on the wire, so they are too small if anything, and only a write that is provably later is kept so; and
 * only while this node's aging clock ran through, because a pause makes its own ages too small as well; and never what
 * it wrote in an earlier life, because that came back with an age that travelled.
 */
final class Merge {
    private final Store store;
    private final HybridClock stamps;
    private final Origin self;
    private final Origin origin;
    private final int maxInstances;
    private final Moment now;
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

    Merge(Store store, HybridClock stamps, Origin self, Origin origin, int maxInstances, Moment now) {
        this.store = store;
        this.stamps = stamps;
        this.self = self;
        this.origin = origin;
        this.maxInstances = maxInstances;
        this.now = now;
    }

    /**
     * Merges and moves the cursor, but not past an instance that there is no room for, nor past a touch for what is not
     * held. What comes after the former is taken all the same, so that what is held goes on living.
     */
    MergeReport run(OriginDeltas received) {
        List<Delta> deltas = received.deltas();
        origin.mergedAt = now.agingMillis();
        for (Delta delta : deltas) {
            origin.heardOf(delta.timestamp(), heardAt(Math.max(0, delta.ageMillis())));
        }
        long limit = Long.MAX_VALUE;
        for (Delta delta : deltas) {
            Outcome outcome = take(delta);
            outcomes.merge(outcome, 1, Integer::sum);
            if (outcome == Outcome.FULL || outcome == Outcome.UNHELD) {
                limit = Math.min(limit, delta.timestamp() - 1); // others may share it
            }
            if (outcome == Outcome.UNHELD) {
                break;
            }
        }
        origin.follow(received.spans(limit), received.gaps());
        return new MergeReport(
                count(Outcome.FRESH),
                count(Outcome.STALE),
                count(Outcome.RESTAMPED),
                count(Outcome.UNHELD),
                count(Outcome.FULL) > 0);
    }

    private Outcome take(Delta delta) {
        Entry held = store.find(delta.service(), delta.id());
        if (held != null && !held.isOlderThan(delta.timestamp(), origin.name)) {
            return Outcome.STALE;
        }
        long age =
                delta.ageMillis() == Delta.UNKNOWN_AGE ? origin.impliedAge(delta.timestamp(), now) : delta.ageMillis();
        if (held != null && held.origin == self && origin != self && isProvablyLater(held, age)) {
            store.restamp(held, stamps.next(now, delta.timestamp(), held.bytes()));
            return Outcome.RESTAMPED;
        }
        if (delta instanceof Delta.Touch touch) {
            return touch(held, touch, age);
        }
        Version version = version(delta, age);
        if (version.instance() != null
                && (held == null || !held.hasContent())
                && store.live() >= maxInstances
                && !delta.service().isInternal()) {
            return Outcome.FULL;
        }
        return write(held, delta, version);
    }

    private boolean isProvablyLater(Entry held, long incomingAge) {
        return held.timestamp > self.wroteAfter
                && held.heardAt >= now.steadySinceMillis()
                && held.ageMillis(now) < incomingAge;
    }

    /**
     * That the asker's cursor has passed the body's timestamp does not show that it has the body: while it fetched page
     * after page, a renewal may have moved the instance ahead of it. So it stops here and asks for it whole.
     */
    private Outcome touch(@Nullable Entry held, Delta.Touch touch, long age) {
        Instance content = held == null ? null : held.content();
        if (held == null
                || content == null
                || held.origin != origin
                || (touch.since() != Delta.UNKNOWN_SINCE && touch.since() != held.since)) {
            return Outcome.UNHELD;
        }
        Version version = new Version(touch.timestamp(), held.since, heardAt(age), held.ttlMillis, content);
        return write(held, touch, aliveOrDead(version));
    }

    private Outcome write(@Nullable Entry held, Delta delta, Version version) {
        if (held == null && isForgotten(version)) {
            return Outcome.STALE;
        }
        if (held == null) {
            store.add(delta.service(), delta.id(), origin, version);
        } else {
            store.write(held, origin, version, now);
        }
        return Outcome.FRESH;
    }

    private boolean isForgotten(Version version) {
        return Entry.forgottenAt(version.heardAt(), version.ttlMillis(), store.livenessMillis) <= now.agingMillis();
    }

    private Version version(Delta delta, long age) {
        if (delta instanceof Delta.Put put) {
            return aliveOrDead(
                    new Version(put.timestamp(), put.since(), heardAt(age), put.ttlMillis(), put.instance()));
        }
        int ttl = delta instanceof Delta.Deletion deletion ? deletion.ttlMillis() : Delta.NO_TTL;
        return new Version(delta.timestamp(), delta.timestamp(), heardAt(age), ttl, null);
    }

    /** What has outlived its life on the way is a tombstone from the start. */
    private Version aliveOrDead(Version version) {
        return now.agingMillis() < version.expiresAt(store.livenessMillis) ? version : version.dead();
    }

    private long heardAt(long age) {
        return now.agingMillis() - age;
    }

    private int count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }
}
