package hera.failover.core;

import hera.failover.store.Holding;
import hera.failover.store.Identifier;
import hera.failover.store.SessionId;
import hera.failover.store.Take;
import hera.failover.store.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The queue of steps that change the store: one at a time, the most urgent first; each for all names together. */
final class Steps {
    /** The most names in one request. */
    static final int BATCH = 1_000;

    private final Session session;
    private final Masterships masterships;
    private final Election election;
    private final Sharing sharing;
    private final Pulse pulse;
    private boolean syncDue;
    private long syncAt = Long.MIN_VALUE;
    private boolean left;

    Steps(Session session, Masterships masterships, Election election, Sharing sharing, Pulse pulse) {
        this.session = session;
        this.masterships = masterships;
        this.election = election;
        this.sharing = sharing;
        this.pulse = pulse;
    }

    /** Makes identifiers due: they are written together with beats. */
    void beatSent() {
        syncDue = true;
    }

    boolean hasLeft() {
        return left;
    }

    /** Sends the most urgent step, if none is pending. */
    void plan() {
        if (!session.mail.isFree(Lane.STEP)) {
            return;
        }
        Request next = next();
        if (next != null) {
            session.send(next, Math.max(1, session.timing.validity() / 2));
        }
    }

    private @Nullable Request next() {
        Request next = release();
        next = next == null ? synchronize() : next;
        next = next == null ? declareDead() : next;
        next = next == null ? take() : next;
        next = next == null ? leave() : next;
        if (next == null && session.failure == null) {
            Wish wish = sharing.wish();
            next = wish == null ? bury() : new Request.Ask(wish);
        }
        return next;
    }

    private List<Candidacy> first(Predicate<Candidacy> wanted) {
        return session.names.values().stream().filter(wanted).limit(BATCH).toList();
    }

    private @Nullable Request release() {
        List<Holding> holdings = new ArrayList<>();
        for (Candidacy name : first(any -> any.releasing != null)) {
            if (name.releasing != null && session.now >= name.releaseAt) {
                holdings.add(name.releasing);
            } else {
                session.wake(name.releaseAt);
            }
        }
        holdings.addAll(session.strays);
        session.strays.clear();
        return holdings.isEmpty() ? null : new Request.Release(session.id, holdings, session.held());
    }

    private @Nullable Request synchronize() {
        List<Identifier> identifiers = new ArrayList<>();
        for (Candidacy name : first(any -> any.dirty && any.isMaster() && any.ready && (syncDue || any.draining))) {
            if (name.identifier != null) {
                identifiers.add(new Identifier(name.name, name.term, name.identifier, name.sync + 1));
            }
        }
        if (identifiers.isEmpty()) {
            return null;
        }
        if (session.now < syncAt) {
            session.wake(syncAt);
            return null;
        }
        syncDue = session.names.values().stream().filter(any -> any.dirty).count() > BATCH;
        return new Request.Synchronize(session.id, identifiers);
    }

    private @Nullable Request declareDead() {
        for (Map.Entry<SessionId, Long> silent : election.overdue().entrySet()) {
            return new Request.DeclareDead(silent.getKey(), silent.getValue());
        }
        return null;
    }

    private @Nullable Request take() {
        if (!session.isValid()) {
            return null;
        }
        List<Take> takes = new ArrayList<>();
        for (Candidacy name : first(any -> any.take != null && !any.taking)) {
            if (name.take != null) {
                name.taking = true;
                takes.add(name.take);
            }
        }
        return takes.isEmpty() ? null : new Request.TakeNames(session.self(), takes);
    }

    private @Nullable Request leave() {
        if (!session.names.isEmpty()) {
            return null;
        }
        SessionId leaving = pulse.leave();
        left = leaving == null;
        if (leaving == null) {
            return null;
        }
        return new Request.Delete(leaving, true);
    }

    /**
     * Declares sessions dead that hold no wanted name and have been silent for twice their lease; deletes those that
     * have been dead for long.
     */
    private @Nullable Request bury() {
        for (Map.Entry<SessionId, Observations.Observed> entry :
                session.seen.sessions().entrySet()) {
            Observations.Observed other = entry.getValue();
            if (entry.getKey().equals(session.id)) {
                continue;
            }
            if (!other.row.dead() && session.awake - other.changedAt >= 2 * other.lease()) {
                return new Request.DeclareDead(entry.getKey(), other.row.beat());
            }
            if (other.row.dead() && session.awake - other.deadAt >= Timing.BURIAL) {
                other.deadAt = session.awake;
                return new Request.Delete(entry.getKey(), false);
            }
        }
        return null;
    }

    /** Handles a known outcome. */
    void answered(Mail.Pending asked, Answer answer) {
        boolean yes = answer instanceof Answer.Done done && done.yes();
        Set<String> names = answer instanceof Answer.Names some ? some.names() : Set.of();
        Request request = asked.request();
        if (request instanceof Request.Release release) {
            eachReleased(release, masterships::released);
        } else if (request instanceof Request.Synchronize sync) {
            synchronizedNames(sync, names);
        } else if (request instanceof Request.TakeNames take) {
            taken(take, names);
        } else if (request instanceof Request.DeclareDead dead) {
            declared(dead, yes);
        } else if (request instanceof Request.Delete delete && delete.own()) {
            left = session.names.isEmpty();
        }
    }

    /** Handles an unknown outcome: nothing may rely on the step. */
    void failed(Mail.Pending asked) {
        Request request = asked.request();
        if (request instanceof Request.Release release) {
            eachReleased(release, masterships::releaseFailed);
        } else if (request instanceof Request.Synchronize) {
            syncDue = true;
            syncAt = session.now + session.timing.retry();
        } else if (request instanceof Request.TakeNames take) {
            for (Take one : take.takes()) {
                Candidacy name = session.names.get(one.name());
                if (name != null && name.taking) {
                    name.taking = false;
                    name.unsure = true;
                    name.doubt(session.now);
                    if (name.closing) {
                        masterships.release(name, one.newTerm());
                    }
                }
            }
        } else if (request instanceof Request.Delete delete && delete.own()) {
            left = session.names.isEmpty();
        }
    }

    private void eachReleased(Request.Release release, java.util.function.Consumer<Candidacy> end) {
        for (Holding holding : release.holdings()) {
            Candidacy name = session.names.get(holding.name());
            if (name != null && holding.equals(name.releasing)) {
                end.accept(name);
            }
        }
    }

    private void synchronizedNames(Request.Synchronize sync, Set<String> written) {
        for (Identifier identifier : sync.identifiers()) {
            Candidacy name = session.names.get(identifier.name());
            if (name == null || name.term != identifier.term()) {
                continue;
            }
            if (!written.contains(identifier.name())) {
                name.doubt(session.now);
                continue;
            }
            name.sync = Math.max(name.sync, identifier.sync());
            if (identifier.identifier().equals(name.identifier)) {
                name.dirty = false;
            }
            session.act(new Action.Heard(name.name, identifier.identifier()));
        }
    }

    private void taken(Request.TakeNames take, Set<String> taken) {
        boolean own = take.self().id().equals(session.id);
        for (Take one : take.takes()) {
            Candidacy name = session.names.get(one.name());
            if (name != null && name.taking) {
                name.taking = false;
                if (own && taken.contains(one.name())) {
                    masterships.taken(name, one.newTerm());
                } else {
                    name.doubt(session.now);
                }
            }
        }
    }

    private void declared(Request.DeclareDead dead, boolean yes) {
        if (yes) {
            session.seen.died(dead.session(), session.awake);
        } else {
            Observations.Observed other = session.seen.of(dead.session());
            if (other != null) {
                other.changedAt = session.awake;
            }
        }
    }
}
