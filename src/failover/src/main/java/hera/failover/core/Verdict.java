package hera.failover.core;

import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.Take;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The judgement of a name that this session does not hold: whether it may be taken, and if not, for how long its holder
 * has been silent.
 */
sealed interface Verdict {
    /**
     * Free: without a holder, or held by a session that is dead, missing or this one.
     *
     * @param take the take
     */
    record Free(Take take) implements Verdict {}

    /**
     * Held by a session that may be alive.
     *
     * @param silent the time since the answer that first had the holder's present beat
     * @param lease how long it may be silent
     */
    record Held(long silent, long lease) implements Verdict {}

    /**
     * Held by a session that has been silent for its lease, and must be declared dead before.
     *
     * @param session the holder
     * @param beat its last beat
     */
    record Overdue(SessionId session, long beat) implements Verdict {}

    /** Judges the name by its row; if the row is missing, by the last one that existed. */
    static Verdict of(Candidacy name, Observations seen, @Nullable SessionId self, long ownLease, long awake) {
        NameRecord row = name.row == null ? name.remembered : name.row;
        if (row == null) {
            return new Free(new Take(name.name, 0, null, true));
        }
        Take take = new Take(name.name, row.term(), row.holder(), name.row == null);
        SessionId holder = row.holder();
        long silentRow = awake - name.missingSince;
        long rowLease = Math.max(ownLease, nanos(row.leaseMillis()));
        if (name.row == null && silentRow < rowLease) {
            return new Held(silentRow, rowLease);
        }
        if (holder == null || holder.equals(self)) {
            return new Free(take);
        }
        Observations.Observed observed = seen.of(holder);
        if (observed == null) {
            return ofMissing(take, seen.missingSince(holder), Math.max(ownLease, nanos(row.leaseMillis())), awake);
        }
        if (observed.row.dead()) {
            return new Free(take);
        }
        long silent = awake - observed.changedAt;
        return silent >= observed.lease()
                ? new Overdue(holder, observed.row.beat())
                : new Held(silent, observed.lease());
    }

    private static Verdict ofMissing(Take take, @Nullable Long since, long lease, long awake) {
        if (since == null) {
            return new Held(0, lease);
        }
        return awake - since >= lease ? new Free(take) : new Held(awake - since, lease);
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
