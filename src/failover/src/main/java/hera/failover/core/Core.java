package hera.failover.core;

import hera.failover.store.SessionId;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A session as a state machine: its inputs are events with the time, its outputs actions. Deterministic; not
 * thread-safe. Its time never goes back.
 *
 * <p>Every input returns the actions that it causes, in the order in which they must be carried out. After each input,
 * a {@linkplain #tick timer} is due at {@link #wakeAt()}.
 */
public final class Core {
    private final Session session;
    private final Masterships masterships;
    private final Sharing sharing;
    private final Election election;
    private final Pulse pulse;
    private final Looks looks;
    private final Steps steps;
    private boolean ended;

    /**
     * Creates a session without names.
     *
     * @param timing its intervals
     * @param profile its description in the store
     * @param identities supplies a new random identity whenever one is needed
     */
    public Core(Timing timing, Profile profile, Supplier<SessionId> identities) {
        this.session = new Session(timing, profile, identities);
        this.masterships = new Masterships(session);
        this.sharing = new Sharing(session);
        this.election = new Election(session, sharing);
        this.pulse = new Pulse(session, masterships);
        this.looks = new Looks(session, masterships, sharing);
        this.steps = new Steps(session, masterships, election, sharing, pulse);
    }

    /**
     * Returns when a timer is needed next.
     *
     * @return the time; {@link Long#MAX_VALUE} if none is
     */
    public long wakeAt() {
        return session.wakeAt;
    }

    /**
     * Returns the present identity of the session.
     *
     * @return the identity
     */
    public SessionId id() {
        return session.id;
    }

    /**
     * Becomes a candidate.
     *
     * @param name the name to be led, not yet run
     * @param now the time
     * @return what to do
     */
    public List<Action> run(String name, ClockReading now) {
        begin(now);
        Candidacy candidacy = new Candidacy(name, session.now + session.timing.init());
        session.names.put(name, candidacy);
        session.ghosts.remove(name);
        session.act(new Action.Changed(name, null, Role.INIT));
        if (session.names.size() == 1) {
            pulse.hurry();
        }
        return finish();
    }

    /**
     * Begins to watch a name.
     *
     * @param name the led name
     * @param now the time
     * @return what to do
     */
    public List<Action> watch(String name, ClockReading now) {
        begin(now);
        looks.watch(name);
        return finish();
    }

    /**
     * Ends watching a name.
     *
     * @param name the led name
     * @param now the time
     * @return what to do
     */
    public List<Action> unwatch(String name, ClockReading now) {
        begin(now);
        looks.unwatch(name);
        return finish();
    }

    /**
     * Handles a timer.
     *
     * @param now the time
     * @return what to do
     */
    public List<Action> tick(ClockReading now) {
        begin(now);
        return finish();
    }

    /**
     * Handles the answer to a request. A late or repeated answer has no effect.
     *
     * @param id the request's number
     * @param answer the answer
     * @param now the time after the answer arrived
     * @return what to do
     */
    public List<Action> answered(long id, Answer answer, ClockReading now) {
        begin(now);
        Mail.Pending asked = session.mail.claim(id);
        if (asked != null && answer instanceof Answer.Unknown unknown) {
            failed(asked, unknown.cause());
        } else if (asked != null) {
            answered(asked, answer);
        }
        return finish();
    }

    private void answered(Mail.Pending asked, Answer answer) {
        Lane lane = asked.request().lane();
        if (lane == Lane.BEAT) {
            session.answered(lane);
            if (session.isFailing(Lane.LOOK)) {
                looks.hurry();
            }
            pulse.answered(asked, answer instanceof Answer.Done done && done.yes());
        } else if (answer instanceof Answer.Seen seen) {
            session.answered(lane);
            looks.answered(asked, seen.sight());
        } else {
            steps.answered(asked, answer);
        }
    }

    private void failed(Mail.Pending asked, Throwable cause) {
        Lane lane = asked.request().lane();
        session.failed(lane, cause);
        switch (lane) {
            case BEAT -> pulse.failed(asked);
            case LOOK -> looks.failed();
            case STEP -> {
                steps.failed(asked);
                looks.failed();
            }
        }
    }

    /**
     * Handles news of the store's bell.
     *
     * @param rings whether the bell works
     * @param rung whether it rang
     * @param now the time
     * @return what to do
     */
    public List<Action> bell(boolean rings, boolean rung, ClockReading now) {
        begin(now);
        looks.rang(rings, rung);
        return finish();
    }

    /**
     * Handles an identifier from the program: if this is master, it is written to the store with the next beat.
     *
     * @param name the led name
     * @param identifier at most 1,024 bytes of UTF-8
     * @param now the time
     * @return what to do
     */
    public List<Action> synchronize(String name, String identifier, ClockReading now) {
        begin(now);
        Candidacy candidacy = session.names.get(name);
        if (candidacy != null && !identifier.equals(candidacy.identifier)) {
            candidacy.identifier = identifier;
            candidacy.dirty = true;
        }
        return finish();
    }

    /**
     * Resigns from a name that is held: asks for the work to end, and releases the name after that.
     *
     * @param name the led name
     * @param now the time
     * @return what to do
     */
    public List<Action> resign(String name, ClockReading now) {
        begin(now);
        Candidacy candidacy = session.names.get(name);
        if (candidacy != null && candidacy.isMaster()) {
            masterships.drain(candidacy);
        } else if (candidacy == null || candidacy.releasing == null) {
            session.act(new Action.Resigned(name));
        }
        return finish();
    }

    /**
     * Handles the end of a mastership's work; its last identifier has been given before.
     *
     * @param name the led name
     * @param term the mastership
     * @param now the time
     * @return what to do
     */
    public List<Action> drained(String name, long term, ClockReading now) {
        begin(now);
        Candidacy candidacy = session.names.get(name);
        if (candidacy != null && candidacy.term == term) {
            candidacy.drained = true;
        }
        return finish();
    }

    /**
     * Resigns from a name and stops being a candidate for it.
     *
     * @param name the led name
     * @param now the time
     * @return what to do
     */
    public List<Action> close(String name, ClockReading now) {
        begin(now);
        Candidacy candidacy = session.names.get(name);
        if (candidacy == null) {
            session.act(new Action.Closed(name));
        } else {
            close(candidacy);
        }
        return finish();
    }

    private void close(Candidacy candidacy) {
        candidacy.closing = true;
        if (candidacy.isMaster()) {
            masterships.drain(candidacy);
        }
    }

    /**
     * Resigns from all names and leaves the store.
     *
     * @param now the time
     * @return what to do
     */
    public List<Action> closeAll(ClockReading now) {
        begin(now);
        session.closing = true;
        looks.unwatchAll();
        session.names.values().forEach(this::close);
        return finish();
    }

    private void begin(ClockReading now) {
        session.now = Math.max(session.now, now.nanos());
        session.awake = Math.max(session.awake, now.awakeNanos());
        session.wakeAt = Long.MAX_VALUE;
        pulse.expire();
        for (Mail.Pending late : session.mail.overdue(session.now)) {
            long millis = (late.deadline() - late.sentAt()) / 1_000_000;
            failed(late, new TimeoutException("no answer within " + millis + " ms"));
        }
    }

    private List<Action> finish() {
        session.names.values().forEach(masterships::depart);
        election.decide();
        sweep();
        if (pulse.plan()) {
            steps.beatSent();
        }
        looks.plan();
        steps.plan();
        if (session.closing && session.names.isEmpty() && steps.hasLeft() && !ended) {
            ended = true;
            session.act(new Action.Ended());
        }
        session.wake(session.mail.nextDeadline());
        if (session.epochOpen && session.isMaster()) {
            session.wake(session.validUntil);
        }
        return session.actions();
    }

    /** Forgets closed names that are not held any more. */
    private void sweep() {
        session.names.values().removeIf(name -> {
            boolean gone = name.closing && !name.isMaster() && !name.taking && name.releasing == null;
            if (gone) {
                if (name.unsure) {
                    session.ghosts.put(name.name, session.now + Timing.GHOST);
                }
                session.act(new Action.Closed(name.name));
            }
            return gone;
        });
    }
}
