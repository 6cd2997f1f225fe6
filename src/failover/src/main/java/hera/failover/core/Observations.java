package hera.failover.core;

import hera.failover.store.SessionId;
import hera.failover.store.SessionRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a store as this one has seen them change: with the time of the answer that first showed each one's
 * present beat, and of the answer that first showed a holder to be missing. Times of answers, never of requests: what a
 * request finds may be as new as its answer. All times are of the clock that never runs ahead.
 */
final class Observations {
    /** A session, and since when it shows nothing new. */
    static final class Observed {
        SessionRecord row;
        long changedAt;
        long deadAt;

        Observed(SessionRecord row, long changedAt) {
            this.row = row;
            this.changedAt = changedAt;
        }

        long lease() {
            return TimeUnit.MILLISECONDS.toNanos(row.leaseMillis());
        }

        boolean lives(long awake) {
            return !row.dead() && awake - changedAt < lease();
        }
    }

    private final Map<SessionId, Observed> sessions = new HashMap<>();
    private final Map<SessionId, Long> missingSince = new HashMap<>();

    Map<SessionId, Observed> sessions() {
        return sessions;
    }

    @Nullable
    Observed of(SessionId session) {
        return sessions.get(session);
    }

    boolean lives(@Nullable SessionId session, long awake) {
        Observed observed = session == null ? null : sessions.get(session);
        return observed != null && observed.lives(awake);
    }

    /** Returns since when the holder is seen to be missing; null if it is not. */
    @Nullable
    Long missingSince(SessionId session) {
        return missingSince.get(session);
    }

    /** Forgets since when holders are missing. */
    void forgetMissing() {
        missingSince.clear();
    }

    /** Takes in all sessions that an answer showed; returns whether one rang, died or vanished. */
    boolean update(Map<SessionId, SessionRecord> rows, long awake) {
        boolean news = sessions.keySet().retainAll(rows.keySet());
        missingSince.keySet().removeAll(rows.keySet());
        for (SessionRecord row : rows.values()) {
            news |= update(row, awake);
        }
        return news;
    }

    private boolean update(SessionRecord row, long awake) {
        Observed before = sessions.get(row.id());
        if (before == null) {
            sessions.put(row.id(), new Observed(row, awake));
            return false;
        }
        if (before.row.dead()) {
            return false;
        }
        boolean news = before.row.rung() != row.rung() || row.dead();
        if (before.row.beat() != row.beat()) {
            before.changedAt = awake;
        }
        if (row.dead()) {
            before.deadAt = awake;
        }
        before.row = row;
        return news;
    }

    /** Notes those of the holders that no session of the last answer is; the others are not missing. */
    void updateHolders(Set<SessionId> holders, long awake) {
        missingSince.keySet().retainAll(holders);
        for (SessionId holder : holders) {
            if (!sessions.containsKey(holder)) {
                missingSince.putIfAbsent(holder, awake);
            }
        }
    }

    /** Notes that the store has marked it. */
    void died(SessionId session, long awake) {
        Observed observed = sessions.get(session);
        if (observed != null && !observed.row.dead()) {
            SessionRecord row = observed.row;
            observed.row = new SessionRecord(
                    row.id(), row.member(), row.beat(), row.leaseMillis(), row.held(), row.rung(), true);
            observed.deadAt = awake;
        }
    }
}
