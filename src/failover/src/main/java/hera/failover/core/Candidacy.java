package hera.failover.core;

import hera.failover.store.Candidate;
import hera.failover.store.Holding;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.Take;
import org.jspecify.annotations.Nullable;

/** What a session knows of one name for which it is a candidate, and how far it has come with it. */
final class Candidacy {
    final String name;
    final long initUntil;
    Role role = Role.INIT;

    /** The row as the last look showed it; null if there was none. */
    @Nullable
    NameRecord row;

    /** The last row that there was: it tells the greatest term and, if the table is emptied, who held the name. */
    @Nullable
    NameRecord remembered;

    /** Whether a look that was sent after the last doubt has shown the row. */
    boolean known;

    long doubtedAt;

    /** Whether the row is seen to be missing, and since when. */
    boolean missing;

    long missingSince;

    /** What is wrong with the row; null if it can be understood. */
    @Nullable
    String damage;

    /** Whether the store has answered this name, and whether it was told since that it does not. */
    boolean connected;

    boolean told;

    /** The term of the present mastership; 0 if it is no master. */
    long term;

    /** Whether it knows the identifier that its predecessor left. */
    boolean ready;

    long tickingSince;
    long slaveSince;

    /** The take that is under way, or wanted. */
    @Nullable
    Take take;

    boolean taking;

    /** Since a resignation it leaves the name to others: until that time, or until a greater term than this rules. */
    long outUntil;

    long outTerm;

    /** Whether the store may hold it to be this session's, though it is not: a take may have happened, or happen yet. */
    boolean unsure;

    boolean draining;
    boolean drained;
    boolean closing;

    /** The name with its term, to be released; null if nothing is. */
    @Nullable
    Holding releasing;

    long releaseUntil;
    long releaseAt;

    /** What was last given here or heard, and whether the store has yet to learn it. */
    @Nullable
    String identifier;

    boolean dirty;
    long sync;

    Candidacy(String name, long initUntil) {
        this.name = name;
        this.initUntil = initUntil;
    }

    /** What was shown of the row, and whether its holder was said to rule. */
    @Nullable
    NameRecord shown;

    boolean shownToRule;

    /** From now on only what is looked for from now on counts. */
    void doubt(long now) {
        known = false;
        doubtedAt = now;
    }

    /** Remembers its own mastership, so that no later term is smaller if the row is lost. */
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
