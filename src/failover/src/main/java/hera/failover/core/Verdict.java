package hera.failover.core;

import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.Take;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The judgement of a name that is not one's own: whether it may be taken, and if not, since when its holder is silent. */
sealed interface Verdict {
    /**
     * Nobody holds it, or one that is dead or gone, or oneself.
     *
     * @param take how it is to be taken
     */
    record Free(Take take) implements Verdict {}

    /**
     * Somebody holds it.
     *
     * @param silent how long ago the answer came that first showed the holder's present beat
     * @param lease how long it may be silent
     */
    record Held(long silent, long lease) implements Verdict {}

    /**
     * Somebody holds it that has been silent for its lease, and is to be declared dead first.
     *
     * @param session the holder
     * @param beat its last beat
     */
    record Overdue(SessionId session, long beat) implements Verdict {}

    /** Judges the name by its row; if the row is gone, by the last one that there was. */
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
