package hera.registry.replica;

import hera.foundation.time.Moment;
import hera.registry.replica.EntryStore.Version;
import hera.registry.replica.MergeReport.Outcome;
import hera.registry.replica.PageBuilder.Urgency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One merge of the deltas of one origin into the store. Each delta is decided first ({@link #decide}), then applied.
 * Lives for one merge, under the replica's lock.
 *
 * <p>Rule 2: the newest version wins, that is the greater timestamp, then the greater origin name. Rule 7 is the one
 * exception, which keeps skewed clocks from hiding a live client: a write of this node's own that is younger, by its
 * age, than the version that would replace it happened later, whatever the timestamps say, and is stamped again above
 * it. Ages leave out the time on the wire, so they are too small if anything, and "younger" is certain.
 */
final class Merge {
    private final EntryStore store;
    private final HybridClock clock;
    private final Origin self;
    private final Origin origin;
    private final ReplicaBounds bounds;
    private final Moment now;
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

    Merge(EntryStore store, HybridClock clock, Origin self, Origin origin, ReplicaBounds bounds, Moment now) {
        this.store = store;
        this.clock = clock;
        this.self = self;
        this.origin = origin;
        this.bounds = bounds;
        this.now = now;
    }

    /**
     * Merges and moves the cursor. The cursor stays below a new instance or tombstone for which there is no room; the
     * deltas after it are still merged, so that known instances stay alive. It also stays below a touch for missing
     * content, at which the merge ends.
     */
    MergeReport apply(OriginDeltas received) {
        List<Delta> deltas = received.deltas();
        origin.mergedAt = now.agingMillis();
        for (Delta delta : deltas) {
            origin.heardOf(delta.timestamp(), heardAt(Math.max(0, delta.ageMillis())));
        }
        long limit = Long.MAX_VALUE;
        for (Delta delta : deltas) {
            Outcome outcome = apply(delta);
            outcomes.merge(outcome, 1, Integer::sum);
            if (outcome == Outcome.FULL || outcome == Outcome.CONTENT_MISSING) {
                limit = Math.min(limit, delta.timestamp() - 1); // rule 1: others may share it
            }
            if (outcome == Outcome.CONTENT_MISSING) {
                break; // rule 6
            }
        }
        origin.follow(received.spans(limit), received.gaps()); // rules 3 and 8
        return new MergeReport(
                count(Outcome.FRESH),
                count(Outcome.STALE),
                count(Outcome.RESTAMPED),
                count(Outcome.CONTENT_MISSING),
                count(Outcome.FULL) > 0);
    }

    private Outcome apply(Delta delta) {
        Entry known = store.find(delta.service(), delta.id());
        if (known != null && !known.isOlderThan(delta.timestamp(), origin.name)) { // rule 2
            return Outcome.STALE;
        }
        long age = age(delta);
        Outcome outcome = decide(delta, known, age);
        if (outcome == Outcome.RESTAMPED && known != null) {
            store.restamp(known, clock.next(now, delta.timestamp(), known.bytes()));
        } else if (outcome == Outcome.FRESH) {
            write(delta, known, version(delta, known, age));
        }
        return outcome;
    }

    /** The outcome of a delta that is newer than the known version, if there is one; changes nothing. */
    private Outcome decide(Delta delta, @Nullable Entry known, long age) {
        if (known != null && known.origin == self && origin != self && isProvablyLater(known, age)) { // rule 7
            return Outcome.RESTAMPED;
        }
        if (delta instanceof Delta.Touch touch) { // rule 6
            return isContentOf(known, touch) ? Outcome.FRESH : Outcome.CONTENT_MISSING;
        }
        if (known == null && isForgotten(delta, age)) { // rule 5
            return Outcome.STALE;
        }
        return hasRoom(delta, known, age) ? Outcome.FRESH : Outcome.FULL;
    }

    private boolean hasRoom(Delta delta, @Nullable Entry known, long age) {
        if (delta.service().isInternal() || (known != null && known.hasContent())) {
            return true;
        }
        if (known != null) {
            return !bringsLife(delta, age) || bounds.hasRoomToReturn(store);
        }
        return bringsLife(delta, age) ? bounds.hasRoom(store) : bounds.hasRoomForTombstone(store);
    }

    private boolean isProvablyLater(Entry own, long incomingAge) {
        return own.timestamp > self.incarnationStart
                && own.heardAt >= now.steadySinceMillis()
                && own.ageMillis(now) < incomingAge;
    }

    /**
     * Whether the known content is the one that a touch renews. A cursor past the content's timestamp does not prove that:
     * while page after page was fetched, a renewal may have moved the instance ahead of the cursor.
     */
    private boolean isContentOf(@Nullable Entry known, Delta.Touch touch) {
        return known != null
                && known.hasContent()
                && known.origin == origin
                && (touch.since() == Delta.UNKNOWN_SINCE || touch.since() == known.since);
    }

    private boolean bringsLife(Delta delta, long age) {
        return delta instanceof Delta.Put put
                && now.agingMillis() < Entry.expiresAt(heardAt(age), put.ttlMillis(), store.livenessMillis);
    }

    private boolean isForgotten(Delta delta, long age) {
        return Entry.forgottenAt(heardAt(age), ttlMillis(delta), store.livenessMillis) <= now.agingMillis();
    }

    private void write(Delta delta, @Nullable Entry known, Version version) {
        if (known == null) {
            store.add(delta.service(), delta.id(), origin, version);
        } else {
            store.write(known, origin, version, now);
        }
        store.isDueAt(Urgency.AT_ONCE);
    }

    private Version version(Delta delta, @Nullable Entry known, long age) {
        if (delta instanceof Delta.Touch touch && known != null) {
            return aliveOrDead(
                    new Version(touch.timestamp(), known.since, heardAt(age), known.ttlMillis, known.content()));
        }
        if (delta instanceof Delta.Put put) {
            return aliveOrDead(
                    new Version(put.timestamp(), put.since(), heardAt(age), put.ttlMillis(), put.instance()));
        }
        return new Version(delta.timestamp(), delta.timestamp(), heardAt(age), ttlMillis(delta), null);
    }

    private static int ttlMillis(Delta delta) {
        if (delta instanceof Delta.Put put) {
            return put.ttlMillis();
        }
        return delta instanceof Delta.Deletion deletion ? deletion.ttlMillis() : Delta.NO_TTL;
    }

    /** A version that expired on the way is a tombstone from the start. */
    private Version aliveOrDead(Version version) {
        return now.agingMillis() < version.expiresAt(store.livenessMillis) ? version : version.dead();
    }

    private long age(Delta delta) {
        return delta.ageMillis() == Delta.UNKNOWN_AGE ? origin.impliedAge(delta.timestamp(), now) : delta.ageMillis();
    }

    private long heardAt(long age) {
        return now.agingMillis() - age;
    }

    private int count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }
}
