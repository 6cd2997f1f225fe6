package hera.failover.core;

import hera.failover.store.Holding;
import hera.failover.store.NameRecord;

/** The begin and end of masterships. Each ends here before any request that could let another begin is sent. */
final class Masterships {
    private final Session session;

    Masterships(Session session) {
        this.session = session;
    }

    /** Begins a mastership with that term, if the session is still valid. */
    void taken(Candidacy name, long term) {
        if (name.closing) {
            release(name, term);
        } else if (session.isValid()) {
            name.term = term;
            name.remember(session.self(), term);
            name.ready = false;
            session.act(new Action.Entered(name.name, term, session.epoch));
            session.become(name, Role.MASTER);
        }
        name.doubt(session.now);
    }

    /** Handles the row of a held name in a look that was sent after the take. */
    void seen(Candidacy name) {
        NameRecord row = name.row;
        if (row == null) {
            session.act(new Action.Alarm(name.name, "the row of " + name.name + " is gone, its term was " + name.term));
            lose(name, Role.SLAVE);
        } else if (row.term() > name.term || (row.term() == name.term && !session.id.equals(row.holder()))) {
            lose(name, Role.SLAVE);
        } else if (row.term() == name.term) {
            if (!name.ready) {
                name.ready = true;
                session.act(new Action.Ready(name.name, name.term));
            }
            if (row.resign() == name.term || isOutranked(row)) {
                drain(name);
            }
        }
    }

    private boolean isOutranked(NameRecord row) {
        return row.priority() > session.profile.priority() && session.seen.lives(row.wanted(), session.awake);
    }

    void loseAll(Role role) {
        for (Candidacy name : session.names.values()) {
            if (name.isMaster()) {
                lose(name, role);
            }
        }
    }

    /** Ends a lost mastership. */
    void lose(Candidacy name, Role role) {
        end(name);
        name.unsure = true;
        name.doubt(session.now);
        session.become(name, role);
        if (name.draining) {
            finish(name);
        }
    }

    private void end(Candidacy name) {
        session.act(new Action.Left(name.name, name.term));
        name.term = 0;
        name.ready = false;
    }

    /** Asks for the work to end; after that the name is released. */
    void drain(Candidacy name) {
        if (!name.draining) {
            name.draining = true;
            name.drained = false;
            session.act(new Action.Drain(name.name, name.term));
        }
    }

    /** Ends the mastership and releases the name, if the work has ended and its last identifier is written. */
    void depart(Candidacy name) {
        if (name.isMaster() && name.draining && name.drained && !name.dirty) {
            long term = name.term;
            end(name);
            name.outUntil = session.now + session.timing.lease();
            name.outTerm = term;
            session.become(name, Role.SLAVE);
            release(name, term);
        }
    }

    /** Schedules the release of the name, if it is held with that term. */
    void release(Candidacy name, long term) {
        name.releasing = new Holding(name.name, term);
        name.releaseAt = session.now;
        name.releaseUntil = session.now + session.timing.lease();
    }

    /** Handles the answer to the release, yes or no. */
    void released(Candidacy name) {
        name.releasing = null;
        name.doubt(session.now);
        finish(name);
    }

    /** Schedules another try, until the lease has expired by itself. */
    void releaseFailed(Candidacy name) {
        name.releaseAt = session.now + session.timing.retry();
        name.unsure = true;
        if (name.releaseAt >= name.releaseUntil) {
            released(name);
        }
    }

    private void finish(Candidacy name) {
        if (name.draining) {
            name.draining = false;
            session.act(new Action.Resigned(name.name));
        }
    }
}
