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
 * Who rules, by looking: a holder that does not beat is no master, so that it looks until it has seen a beat, or none for
 * the holder's lease.
 */
final class Sighting {
    /** How long a store may take to answer at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long LOOK_MILLIS = 100;

    private final Store store;
    private final String name;
    private final SessionClock clock = SessionClock.system();
    private final Map<SessionId, SessionRecord> sessions = new LinkedHashMap<>();
    private final Map<SessionId, Long> seenAt = new LinkedHashMap<>();
    private @Nullable NameRecord row;
    private boolean ruled;

    Sighting(Store store, String name) {
        this.store = store;
        this.name = name;
    }

    /**
     * Looks until it is known.
     *
     * @throws Exception if the store does not answer within 5 s
     */
    void look() throws Exception {
        long begun = clock.getAsLong();
        lookOnce();
        for (; ; ) {
            NameRecord present = row;
            if (present == null || present.holder() == null) {
                return;
            }
            SessionRecord holder = sessions.get(present.holder());
            boolean silent = clock.getAsLong() - begun >= TimeUnit.MILLISECONDS.toNanos(present.leaseMillis());
            if (holder == null || holder.dead() || silent) {
                return;
            }
            pause();
            SessionId before = present.holder();
            lookOnce();
            SessionRecord now = sessions.get(before);
            if (now != null && now.beat() != holder.beat()) {
                NameRecord after = row;
                ruled = after != null && before.equals(after.holder());
                if (ruled) {
                    return;
                }
            }
        }
    }

    private void lookOnce() throws Exception {
        Sight sight = store.look(Set.of(name), PATIENCE);
        String damage = sight.damaged().get(name);
        if (damage != null) {
            throw new IllegalStateException(damage);
        }
        long now = clock.getAsLong();
        for (SessionRecord session : sight.sessions().values()) {
            SessionRecord before = sessions.get(session.id());
            if (before != null && before.beat() != session.beat()) {
                seenAt.put(session.id(), now);
            }
        }
        sessions.clear();
        sessions.putAll(sight.sessions());
        row = sight.names().get(name);
    }

    @SuppressWarnings("ReturnValueIgnored")
    private static void pause() throws InterruptedException {
        new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The row; null if nobody has ever led that name. */
    @Nullable
    NameRecord row() {
        return row;
    }

    /** Whether the holder was seen to beat. */
    boolean isRuled() {
        return ruled;
    }

    Map<SessionId, SessionRecord> sessions() {
        return sessions;
    }

    /** How long ago a beat of it was seen to come; null if none was while it was looked. */
    @Nullable
    Duration age(SessionId session) {
        Long at = seenAt.get(session);
        return at == null ? null : Duration.ofNanos(clock.getAsLong() - at);
    }
}
