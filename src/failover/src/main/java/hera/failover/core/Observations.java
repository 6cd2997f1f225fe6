package hera.failover.core;

import hera.failover.store.SessionId;
import hera.failover.store.SessionRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The observed sessions of a store: for each the time of the answer that first had its present beat, and for missing
 * holders the time of the first answer without them. Times are those of answers, never of requests, because the data
 * may be as new as the answer. All times are of the clock that never runs ahead.
 */
final class Observations {
    /** A session, and the time since which its beat has not changed. */
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

    /** Returns the time since which the holder is missing; null if it is not. */
    @Nullable
    Long missingSince(SessionId session) {
        return missingSince.get(session);
    }

    /** Forgets all times of missing holders. */
    void forgetMissing() {
        missingSince.clear();
    }

    /** Updates from the sessions in an answer; returns whether one rang, died or vanished. */
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

    /** Records the holders without a session in the last answer as missing, and the others as present. */
    void updateHolders(Set<SessionId> holders, long awake) {
        missingSince.keySet().retainAll(holders);
        for (SessionId holder : holders) {
            if (!sessions.containsKey(holder)) {
                missingSince.putIfAbsent(holder, awake);
            }
        }
    }

    /** Records that the session is marked as dead in the store. */
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
