package hera.command.failover;

import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.SessionRecord;
import hera.failover.store.Sight;
import hera.failover.store.Store;
import hera.failover.time.SessionClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An observer of the master of a name: a holder that does not beat is no master, so it looks until it has seen a beat,
 * or none for the holder's lease.
 */
final class Sighting {
    /** The timeout of a request to the store. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long LOOK_MILLIS = 100;

    /** The knowledge about the present holder. */
    private enum Rule {
        /** Master: it was seen to beat, or to take the name, within its lease. */
        RULES,
        /** No master: there is no holder, it is dead, or it has been silent for its lease. */
        RULES_NOT,
        /** Not observed for long enough. */
        UNKNOWN
    }

    private final Store store;
    private final String name;
    private final SessionClock clock = SessionClock.system();
    private final Map<SessionId, SessionRecord> sessions = new LinkedHashMap<>();
    private final Map<SessionId, Long> beatAt = new LinkedHashMap<>();
    private final Map<SessionId, Long> silentSince = new LinkedHashMap<>();
    private @Nullable NameRecord row;
    private Rule rule = Rule.UNKNOWN;

    Sighting(Store store, String name) {
        this.store = store;
        this.name = name;
    }

    /**
     * Looks until it is known whether there is a master.
     *
     * @throws Exception if the store does not answer within 5 s
     */
    void look() throws Exception {
        lookOnce();
        while (!isKnown()) {
            pause();
            lookOnce();
        }
    }

    /** Returns whether it is known whether there is a master. */
    boolean isKnown() {
        return rule != Rule.UNKNOWN;
    }

    /** Looks once. */
    void lookOnce() throws Exception {
        Sight sight = store.look(Set.of(name), PATIENCE);
        String damage = sight.damaged().get(name);
        if (damage != null) {
            throw new IllegalStateException(damage);
        }
        long now = clock.getAsLong();
        for (SessionRecord session : sight.sessions().values()) {
            SessionRecord before = sessions.get(session.id());
            if (before == null) {
                silentSince.put(session.id(), now);
            } else if (before.beat() != session.beat()) {
                silentSince.put(session.id(), now);
                beatAt.put(session.id(), now);
            }
        }
        sessions.clear();
        sessions.putAll(sight.sessions());
        beatAt.keySet().retainAll(sessions.keySet());
        silentSince.keySet().retainAll(sessions.keySet());
        NameRecord before = row;
        row = sight.names().get(name);
        rule = judge(before, now);
    }

    private Rule judge(@Nullable NameRecord before, long now) {
        NameRecord present = row;
        SessionRecord holder = present == null || present.holder() == null ? null : sessions.get(present.holder());
        if (present == null || holder == null || holder.dead()) {
            return Rule.RULES_NOT;
        }
        if (before != null && before.term() < present.term()) {
            // It was alive when it took the name.
            silentSince.put(holder.id(), now);
            beatAt.putIfAbsent(holder.id(), now);
        }
        if (now - silentSince.getOrDefault(holder.id(), now) >= TimeUnit.MILLISECONDS.toNanos(present.leaseMillis())) {
            return Rule.RULES_NOT;
        }
        return beatAt.containsKey(holder.id()) ? Rule.RULES : Rule.UNKNOWN;
    }

    @SuppressWarnings("ReturnValueIgnored")
    static void pause() throws InterruptedException {
        new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Returns the row of the name; null if it never had a master. */
    @Nullable
    NameRecord row() {
        return row;
    }

    /** Returns whether there is a master. */
    boolean isRuled() {
        return rule == Rule.RULES;
    }

    Map<SessionId, SessionRecord> sessions() {
        return sessions;
    }

    /** Returns the time since its last observed beat; null if none was observed. */
    @Nullable
    Duration age(SessionId session) {
        Long at = beatAt.get(session);
        return at == null ? null : Duration.ofNanos(clock.getAsLong() - at);
    }
}
