package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import hera.harness.Digests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The replica's twin without cleverness: keeps all that it ever heard, origin by origin, and scans it for the newest
 * whenever somebody asks.
 */
final class NaiveReplica {
    record Key(ServiceName service, InstanceId id) {}

    record Heard(
            Key key,
            NodeName origin,
            long timestamp,
            long since,
            long heardAt,
            int ttl,
            @Nullable InstanceContent body) {
        boolean beats(@Nullable Heard other) {
            return other == null
                    || timestamp > other.timestamp
                    || (timestamp == other.timestamp && origin.compareTo(other.origin) > 0);
        }

        Heard stamped(long newer) {
            return new Heard(key, origin, newer, newer, heardAt, ttl, body);
        }
    }

    final NodeName self;
    private final long life;
    private final Map<NodeName, List<Heard>> heard = new TreeMap<>();
    private final Map<NodeName, Long> cursors = new TreeMap<>();
    private final Map<NodeName, long[]> newest = new HashMap<>();

    /** Those whose body a look has thrown away: a touch does not bring it back. */
    private final Set<Heard> buried = new HashSet<>();

    private long last;
    private long advancedTo;
    private long sent;

    /** The timestamp before the first write of this incarnation. */
    private long start = Long.MAX_VALUE;

    NaiveReplica(NodeName self, long life) {
        this.self = self;
        this.life = life;
        cursors.put(self, 0L);
    }

    @Nullable
    Heard newest(Key key) {
        Heard best = null;
        for (List<Heard> origin : heard.values()) {
            for (Heard one : origin) {
                if (one.key.equals(key) && one.beats(best)) {
                    best = one;
                }
            }
        }
        return best;
    }

    Map<Key, Heard> winners() {
        Map<Key, Heard> winners = new HashMap<>();
        heard.values()
                .forEach(origin -> origin.forEach(one -> {
                    if (one.beats(winners.get(one.key))) {
                        winners.put(one.key, one);
                    }
                }));
        return winners;
    }

    boolean isAlive(@Nullable Heard one, Moment now) {
        return one != null && one.body != null && now.agingMillis() < one.heardAt + (one.ttl == 0 ? life : one.ttl);
    }

    /** The bodies that a reader of each service sees. */
    Map<ServiceName, Map<InstanceId, InstanceContent>> view(Moment now) {
        Map<ServiceName, Map<InstanceId, InstanceContent>> view = new HashMap<>();
        winners().forEach((key, one) -> {
            InstanceContent body = one.body;
            if (isAlive(one, now) && body != null) {
                view.computeIfAbsent(key.service, name -> new HashMap<>()).put(key.id, body);
            }
        });
        return view;
    }

    /** Everything has been looked at. */
    void look(Moment now) {
        winners().values().stream().filter(one -> !isAlive(one, now)).forEach(buried::add);
    }

    long put(Key key, InstanceContent body, int ttl, Moment now) {
        Heard held = newest(key);
        long timestamp = stamp(held == null ? 0 : held.timestamp, now);
        boolean same = held != null
                && isAlive(held, now)
                && held.origin.equals(self)
                && held.ttl == ttl
                && Objects.equals(held.body, body);
        long since = held != null && same ? held.since : timestamp;
        hear(new Heard(key, self, timestamp, since, now.agingMillis(), ttl, body));
        return timestamp;
    }

    long delete(Key key, Moment now) {
        Heard held = newest(key);
        if (held == null || !isAlive(held, now)) {
            return -1;
        }
        long timestamp = stamp(held.timestamp, now);
        hear(new Heard(key, self, timestamp, timestamp, now.agingMillis(), held.ttl, null));
        return timestamp;
    }

    Map<NodeName, Long> digest() {
        Map<NodeName, Long> digest = new TreeMap<>(cursors);
        digest.put(self, last);
        return digest;
    }

    long recoveredTo() {
        return cursors.getOrDefault(self, 0L);
    }

    Map<NodeName, Integer> entries() {
        Map<NodeName, Integer> entries = new TreeMap<>();
        cursors.keySet().forEach(origin -> entries.put(origin, 0));
        winners().values().forEach(one -> entries.merge(one.origin, 1, Integer::sum));
        return entries;
    }

    /** All that there is beyond the digest, uncut. */
    Map<NodeName, List<Delta>> deltas(Digest asked, Deltas.Detail detail, Moment now) {
        Map<NodeName, List<Delta>> all = new LinkedHashMap<>();
        List<Heard> sorted = new ArrayList<>(winners().values());
        sorted.sort(Comparator.comparing(Heard::origin));
        for (Heard one : sorted) {
            long after = Digests.timestamps(asked).getOrDefault(one.origin, asked.others());
            boolean isGiven = one.origin.equals(self) || one.timestamp <= cursors.getOrDefault(one.origin, 0L);
            Delta delta = isGiven && one.timestamp > after ? delta(one, after, detail, now) : null;
            if (delta != null) {
                all.computeIfAbsent(one.origin, name -> new ArrayList<>()).add(delta);
            }
        }
        all.replaceAll((origin, deltas) -> inOrder(deltas));
        return all;
    }

    /** By timestamp, and those that share one by name. */
    static List<Delta> inOrder(List<Delta> deltas) {
        List<Delta> sorted = new ArrayList<>(deltas);
        sorted.sort(Comparator.comparing(Delta::timestamp)
                .thenComparing(delta -> delta.service().value())
                .thenComparing(delta -> new String(delta.id().utf8(), StandardCharsets.UTF_8)));
        return sorted;
    }

    private @Nullable Delta delta(Heard one, long after, Deltas.Detail detail, Moment now) {
        ServiceName service = one.key.service;
        InstanceId id = one.key.id;
        long age = now.agingMillis() - one.heardAt;
        InstanceContent body = one.body;
        if (body == null || !isAlive(one, now)) {
            return detail == Deltas.Detail.LIVE_INSTANCES
                    ? null
                    : new Delta.Deletion(service, id, one.timestamp, age, one.ttl);
        }
        return detail == Deltas.Detail.EVERYTHING && one.since <= after
                ? new Delta.Touch(service, id, one.timestamp, one.since, age)
                : new Delta.Put(service, id, body, one.timestamp, one.since, age, one.ttl);
    }

    void wasSent(long timestamp) {
        sent = Math.max(sent, timestamp);
    }

    void merge(NodeName origin, List<Delta> deltas, long after, Moment now) {
        long upTo = deltas.get(deltas.size() - 1).timestamp();
        if (origin.equals(self)) {
            observe(upTo, now);
        }
        for (Delta delta : deltas) {
            long[] known = newest.computeIfAbsent(origin, name -> new long[2]);
            if (delta.timestamp() > known[0]) {
                newest.put(origin, new long[] {delta.timestamp(), now.agingMillis() - Math.max(0, delta.ageMillis())});
            }
        }
        long reached = after;
        for (Delta delta : deltas) {
            if (!take(origin, delta, now)) {
                reached = after;
                for (Delta before : deltas) {
                    reached = before.timestamp() < delta.timestamp() ? Math.max(reached, before.timestamp()) : reached;
                }
                break;
            }
            reached = delta.timestamp();
        }
        long cursor = cursors.getOrDefault(origin, 0L);
        cursors.put(origin, after <= cursor ? Math.max(cursor, reached) : cursor);
    }

    private boolean take(NodeName origin, Delta delta, Moment now) {
        Key key = new Key(delta.service(), delta.id());
        Heard held = newest(key);
        long[] known = newest.getOrDefault(origin, new long[2]);
        long age = delta.ageMillis() != Delta.UNKNOWN_AGE
                ? delta.ageMillis()
                : known[0] - delta.timestamp() + now.agingMillis() - known[1];
        long heardAt = now.agingMillis() - age;
        Heard arrived = new Heard(key, origin, delta.timestamp(), delta.timestamp(), heardAt, 0, null);
        if (held != null && !arrived.beats(held)) {
            return true;
        }
        if (held != null
                && held.origin.equals(self)
                && !origin.equals(self)
                && held.timestamp > start
                && held.heardAt >= now.steadySinceMillis()
                && now.agingMillis() - held.heardAt < age) {
            restamp(held, stamp(delta.timestamp(), now));
            return true;
        }
        if (delta instanceof Delta.Touch touch) {
            if (held == null
                    || held.body == null
                    || buried.contains(held)
                    || !held.origin.equals(origin)
                    || held.since != touch.since()) {
                return false;
            }
            arrived = new Heard(key, origin, touch.timestamp(), held.since, heardAt, held.ttl, held.body);
        } else if (delta instanceof Delta.Put put) {
            arrived = new Heard(key, origin, put.timestamp(), put.since(), heardAt, put.ttlMillis(), put.instance());
        } else if (delta instanceof Delta.Deletion deletion) {
            arrived = new Heard(key, origin, delta.timestamp(), delta.timestamp(), heardAt, deletion.ttlMillis(), null);
        }
        if (held != null || forgottenAt(arrived) > now.agingMillis()) {
            hear(arrived);
            if (!isAlive(arrived, now)) {
                buried.add(arrived);
            }
        }
        return true;
    }

    /** Returns whether the clock advanced. */
    boolean observe(long seen, Moment now) {
        if (seen > now.wallMillis() + HybridClock.MAX_BELIEVED_LEAD_MILLIS || seen <= Math.max(advancedTo, sent)) {
            return false;
        }
        List<Heard> early = new ArrayList<>();
        long kept = Long.MAX_VALUE;
        for (Heard one : winners().values()) {
            if (one.origin.equals(self) && one.timestamp > start) {
                if (one.timestamp <= seen + HybridClock.RESTART_MARGIN_MILLIS) {
                    early.add(one);
                } else {
                    kept = Math.min(kept, one.timestamp - 1);
                }
            }
        }
        early.sort(Comparator.comparing(Heard::timestamp));
        advancedTo = now.wallMillis() > seen ? seen : seen + HybridClock.RESTART_MARGIN_MILLIS;
        last = Math.max(last, advancedTo);
        start = kept;
        early.forEach(one -> restamp(one, stamp(seen, now)));
        return true;
    }

    private void restamp(Heard one, long timestamp) {
        Heard again = one.stamped(timestamp);
        hear(again);
        if (buried.contains(one)) {
            buried.add(again);
        }
    }

    boolean forgetsAt(long agingMillis) {
        return winners().values().stream().anyMatch(one -> forgottenAt(one) == agingMillis);
    }

    /** What is dead and twice its life old is as if never heard of, older versions included. */
    void expire(Moment now) {
        winners().forEach((key, one) -> {
            if (!isAlive(one, now) && forgottenAt(one) <= now.agingMillis()) {
                heard.values().forEach(origin -> origin.removeIf(old -> old.key.equals(key)));
            }
        });
    }

    private long forgottenAt(Heard one) {
        return one.heardAt + 2 * Math.max(life, one.ttl);
    }

    private long stamp(long replaced, Moment now) {
        boolean isKnown = last <= Math.max(replaced, Math.max(advancedTo, sent));
        if (isKnown || last <= now.wallMillis() + HybridClock.MAX_LEAD_MILLIS) {
            last = Math.max(now.wallMillis(), Math.max(last, replaced) + 1);
        }
        start = Math.min(start, last - 1);
        return last;
    }

    private void hear(Heard one) {
        heard.computeIfAbsent(one.origin, name -> new ArrayList<>()).add(one);
    }
}
