package hera.failover.core;

import hera.failover.store.Candidate;
import hera.failover.store.Holding;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.Take;
import org.jspecify.annotations.Nullable;

/** The candidacy of a session for one name: its knowledge of the name, and its progress. */
final class Candidacy {
    static final long NOT_FREE = Long.MAX_VALUE;

    final String name;
    final long initUntil;
    Role role = Role.INIT;

    /** The row in the last look; null if there was none. */
    @Nullable
    NameRecord row;

    /** The last existing row: it has the greatest term and, if the table is emptied, the former holder. */
    @Nullable
    NameRecord remembered;

    /** Whether a look that was sent after the last {@link #doubt} has returned the row. */
    boolean known;

    long doubtedAt;

    /** Whether the row is missing, and since when. */
    boolean missing;

    long missingSince;

    /** The fault of the row; null if it is valid. */
    @Nullable
    String damage;

    /** Whether the store has answered for this name, and whether a failure since then was reported. */
    boolean connected;

    boolean told;

    /** The term of the present mastership; 0 if this is no master. */
    long term;

    /** Whether the predecessor's last identifier is known. */
    boolean ready;

    long slaveSince;

    /** The time since when looks have shown the name to be free; {@link #NOT_FREE} while they do not. */
    long freeSince = NOT_FREE;

    /** The take in progress or planned. */
    @Nullable
    Take take;

    boolean taking;

    /**
     * After a resignation: the time until which this leaves the name to others, unless a greater term appears before.
     */
    long outUntil;

    long outTerm;

    /**
     * Whether the store may name this session as the holder although it is no master: the outcome of a take is unknown.
     */
    boolean unsure;

    boolean draining;
    boolean drained;
    boolean closing;

    /** The holding to be released; null if there is none. */
    @Nullable
    Holding releasing;

    long releaseUntil;
    long releaseAt;

    /** The last identifier given here or received, and whether it is still to be written to the store. */
    @Nullable
    String identifier;

    boolean dirty;
    long sync;

    Candidacy(String name, long initUntil) {
        this.name = name;
        this.initUntil = initUntil;
    }

    /** The last reported row, and the last reported liveness of its holder. */
    @Nullable
    NameRecord shown;

    boolean shownToRule;

    /** Discards the knowledge of the row: only looks sent from now on count. */
    void doubt(long now) {
        known = false;
        doubtedAt = now;
    }

    /** Remembers this session's mastership, so that no later term is smaller if the row is lost. */
    void remember(Candidate self, long ownTerm) {
        remembered = new NameRecord(
                name, ownTerm, self.id(), self.member(), self.leaseMillis(), null, 0, null, self.priority(), 0, 0);
    }

    boolean isMaster() {
        return term > 0;
    }

    boolean isOut(long now) {
        return now < outUntil;
    }

    long greatestTerm() {
        return remembered == null ? 0 : remembered.term();
    }

    @Nullable
    SessionId holder() {
        return row != null ? row.holder() : remembered == null ? null : remembered.holder();
    }
}
