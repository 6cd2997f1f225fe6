package hera.failover.core;

import hera.failover.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * The life cycle of the session: it joins, beats, and starts again when it is declared dead. A beat counts from the
 * time before it was sent, and only if its answer arrived while the previous one was still valid; otherwise the
 * masterships have ended.
 */
final class Pulse {
    private final Session session;
    private final Masterships masterships;
    private long nextAt;
    private @Nullable SessionId farewell;

    Pulse(Session session, Masterships masterships) {
        this.session = session;
        this.masterships = masterships;
    }

    /** Ends the epoch if its validity is over. */
    void expire() {
        if (session.epochOpen && session.now >= session.validUntil) {
            session.epochOpen = false;
            masterships.loseAll(Role.ERROR);
        }
        if (session.epochOpen && session.isMaster()) {
            session.wake(session.validUntil);
        }
    }

    /** Sends a join or a beat if one is due. Returns whether a beat was sent. */
    boolean plan() {
        if (session.names.isEmpty() || !session.mail.isFree(Lane.BEAT)) {
            return false;
        }
        if (session.now < nextAt) {
            session.wake(nextAt);
            return false;
        }
        Request request =
                session.joined ? new Request.Beat(session.id, session.held()) : new Request.Join(session.self());
        session.send(request, Math.max(1, session.timing.validity() / 4));
        return session.joined;
    }

    /** Handles the answer to a join or a beat. */
    void answered(Mail.Pending asked, boolean yes) {
        SessionId of = asked.request() instanceof Request.Join join
                ? join.self().id()
                : ((Request.Beat) asked.request()).session();
        if (!of.equals(session.id)) {
            return;
        }
        if (!yes) {
            died();
            return;
        }
        session.joined = true;
        nextAt = asked.sentAt() + session.timing.master();
        long until = asked.sentAt() + session.timing.validity();
        if (session.now >= until) {
            nextAt = session.now;
            return;
        }
        if (!session.epochOpen) {
            session.epochOpen = true;
            session.epoch++;
        }
        session.validUntil = until;
        session.act(new Action.Valid(session.epoch, until));
    }

    /**
     * Schedules the next try: soon while validity can be kept, else after ERROR. A join is tried with another identity.
     */
    void failed(Mail.Pending asked) {
        if (asked.request() instanceof Request.Join) {
            begin();
            nextAt = session.now + session.timing.error();
        } else {
            long pause = session.isValid() ? session.timing.retry() : session.timing.error();
            nextAt = Math.max(session.now, asked.sentAt() + pause);
        }
    }

    /** Makes the next try come at once: there is a new connection. */
    void hurry() {
        nextAt = Math.min(nextAt, session.now);
    }

    /** Makes all names slaves at once, and starts a new session. */
    private void died() {
        session.epochOpen = false;
        masterships.loseAll(Role.SLAVE);
        session.names.values().forEach(name -> name.doubt(session.now));
        begin();
        nextAt = session.now;
    }

    private void begin() {
        session.id = session.identities.get();
        session.joined = false;
        session.epochOpen = false;
    }

    /** Leaves the store once nothing is held any more; returns the session to be deleted. */
    @Nullable
    SessionId leave() {
        session.ghosts.clear();
        session.strays.clear();
        if (session.joined) {
            farewell = session.id;
            begin();
            session.answered(Lane.BEAT);
            nextAt = session.now;
        }
        SessionId leaving = farewell;
        farewell = null;
        return leaving;
    }
}
