package hera.client.lists;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The list of one service, merged from answers of nodes that may lack live instances. A complete answer replaces the
 * list. Of an incomplete one, what it lists is taken; what it lacks stays, unless the same incarnation of the same node
 * had listed it before, and for {@link #PATIENCE_MILLIS} at most. Not thread-safe.
 *
 * @param <T> an instance; equal ones count as unchanged
 */
public final class ListMerge<T> {
    /** How long incomplete nodes may lack an instance until it is dropped: a node's liveness by default. */
    public static final long PATIENCE_MILLIS = 5 * 60 * 1_000L;

    private NavigableMap<String, T> entries = new TreeMap<>();

    /** Which incarnation listed an instance last, of those that incomplete answers listed since the last complete one. */
    private final Map<String, String> listedBy = new HashMap<>();

    /** Since when incomplete answers lack an instance. */
    private final Map<String, Long> missingSince = new HashMap<>();

    /** Returns a view of the list as it stands, by id; it is replaced, not changed. */
    public NavigableMap<String, T> entries() {
        return Collections.unmodifiableNavigableMap(entries);
    }

    /** Takes a complete answer. */
    public void takeComplete(Map<String, T> listed) {
        entries = new TreeMap<>(listed);
        listedBy.clear();
        missingSince.clear();
    }

    /**
     * Takes an answer of a node that may lack live instances.
     *
     * @param incarnation names the node and its incarnation; null when the answer did not say
     */
    public void takeIncomplete(Map<String, T> listed, @Nullable String incarnation, long nowMillis) {
        NavigableMap<String, T> next = new TreeMap<>(listed);
        entries.forEach((id, instance) -> {
            if (!listed.containsKey(id) && staysWithout(id, incarnation, nowMillis)) {
                next.put(id, instance);
            }
        });
        entries = next;
        missingSince.keySet().removeIf(id -> listed.containsKey(id) || !next.containsKey(id));
        listedBy.keySet().retainAll(next.keySet());
        if (incarnation != null) {
            listed.keySet().forEach(id -> listedBy.put(id, incarnation));
        }
    }

    /** Takes the word of a complete node that what it listed last is still its whole list. */
    public void confirmComplete() {
        if (!missingSince.isEmpty()) {
            drop(new TreeMap<>(entries), missingSince.keySet());
        }
        missingSince.clear();
        listedBy.clear();
    }

    /** Drops those instances that incomplete nodes have lacked for too long. */
    public void expire(long nowMillis) {
        Map<String, Long> over = new HashMap<>(missingSince);
        over.values().removeIf(since -> nowMillis - since < PATIENCE_MILLIS);
        if (!over.isEmpty()) {
            drop(new TreeMap<>(entries), over.keySet());
            listedBy.keySet().removeAll(over.keySet());
            missingSince.keySet().removeAll(over.keySet());
        }
    }

    /** Returns when {@link #expire} has something to drop; empty while nothing is missing. */
    public OptionalLong nextExpiry() {
        return missingSince.values().stream()
                .mapToLong(since -> since + PATIENCE_MILLIS)
                .min();
    }

    private boolean staysWithout(String id, @Nullable String incarnation, long nowMillis) {
        if (incarnation != null && incarnation.equals(listedBy.get(id))) {
            return false;
        }
        return nowMillis - missingSince.computeIfAbsent(id, absent -> nowMillis) < PATIENCE_MILLIS;
    }

    private void drop(NavigableMap<String, T> next, Iterable<String> ids) {
        ids.forEach(next::remove);
        entries = next;
    }
}
