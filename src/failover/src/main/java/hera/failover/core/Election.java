package hera.failover.core;

import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import java.util.LinkedHashMap;
import java.util.Map;

/** The decision for each name that the session does not hold: leave it, tick, declare its holder dead, or take it. */
final class Election {
    private final Session session;
    private final Sharing sharing;

    /** The silent holders of wanted names, with their last beats. */
    private final Map<SessionId, Long> overdue = new LinkedHashMap<>();

    Election(Session session, Sharing sharing) {
        this.session = session;
        this.sharing = sharing;
    }

    Map<SessionId, Long> overdue() {
        return overdue;
    }

    /** Decides about all names again. */
    void decide() {
        overdue.clear();
        for (Candidacy name : session.names.values()) {
            if (name.taking) {
                continue;
            }
            name.take = null;
            if (!name.isMaster() && !name.closing && name.releasing == null) {
                decide(name);
            } else {
                name.freeSince = Candidacy.NOT_FREE;
            }
        }
        sharing.limitTakes();
    }

    private void decide(Candidacy name) {
        if (name.role == Role.INIT && session.now < name.initUntil) {
            session.wake(name.initUntil);
            return;
        }
        if (session.failure != null) {
            session.become(name, Role.ERROR);
            session.tellFailed(name, session.failure);
            name.doubt(session.now);
            name.freeSince = Candidacy.NOT_FREE;
            return;
        }
        if (!name.known) {
            return;
        }
        session.tellConnected(name);
        if (name.damage != null) {
            session.become(name, Role.SLAVE);
            return;
        }
        Verdict verdict = Verdict.of(name, session.seen, session.id, session.timing.lease(), session.awake);
        if (verdict instanceof Verdict.Free free) {
            name.freeSince = Math.min(name.freeSince, session.now);
            free(name, free);
            return;
        }
        name.freeSince = Candidacy.NOT_FREE;
        if (verdict instanceof Verdict.Overdue silent) {
            if (name.isOut(session.now)) {
                leave(name);
            } else {
                session.become(name, Role.TICKING);
                overdue.put(silent.session(), silent.beat());
            }
        } else if (verdict instanceof Verdict.Held held) {
            held(name, held);
        }
    }

    private void free(Candidacy name, Verdict.Free free) {
        if (name.isOut(session.now)) {
            leave(name);
            return;
        }
        session.become(name, Role.TICKING);
        if (isWantedByAnother(name) && session.now < name.freeSince + session.timing.ticking()) {
            session.wake(name.freeSince + session.timing.ticking());
        } else {
            name.take = free.take();
        }
    }

    /** Whether the last master released the name for another session that is alive. */
    private boolean isWantedByAnother(Candidacy name) {
        NameRecord row = name.row;
        return row != null
                && row.holder() == null
                && row.wanted() != null
                && !row.wanted().equals(session.id)
                && session.seen.lives(row.wanted(), session.awake);
    }

    private void leave(Candidacy name) {
        session.become(name, Role.SLAVE);
        session.wake(name.outUntil);
    }

    private void held(Candidacy name, Verdict.Held held) {
        long ticksIn = Math.min(session.timing.slave(), held.lease()) - held.silent();
        if (name.isOut(session.now)) {
            leave(name);
        } else if (ticksIn > 0) {
            session.become(name, Role.SLAVE);
            session.wake(session.now + ticksIn);
        } else {
            session.become(name, Role.TICKING);
            session.wake(session.now + held.lease() - held.silent());
        }
    }
}
