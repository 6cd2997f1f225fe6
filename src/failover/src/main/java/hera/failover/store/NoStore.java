package hera.failover.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** No store: counters drive the states, for debugging. It elects nobody. Master for 5 beats, slave for 5 looks, again. */
public final class NoStore implements Store {
    private static final int TURN = 5;
    private static final SessionId NOBODY = SessionId.of(0, 0);

    /** A name, and how much of its turn is over. */
    private static final class Turn {
        long term;
        boolean taken;
        int count;
    }

    private final Map<String, Turn> turns = new HashMap<>(); // guarded by this, as are the next
    private @Nullable Candidate self;
    private long beat;
    private long otherBeat;

    /** Makes one. */
    public NoStore() {}

    @Override
    public String description() {
        return "nodb";
    }

    @Override
    public synchronized boolean join(Candidate session, Duration limit) {
        self = session;
        return true;
    }

    @Override
    public synchronized boolean beat(SessionId session, OptionalInt held, Duration limit) {
        beat++;
        for (Turn turn : turns.values()) {
            if (turn.taken && ++turn.count >= TURN) {
                turn.taken = false;
                turn.term++;
                turn.count = 0;
            }
        }
        return true;
    }

    @Override
    public synchronized Sight look(Set<String> names, Duration limit) {
        Map<SessionId, SessionRecord> sessions = new HashMap<>();
        sessions.put(NOBODY, new SessionRecord(NOBODY, "nobody", ++otherBeat, 1_000, OptionalInt.empty(), 0, false));
        if (self != null) {
            sessions.put(
                    self.id(),
                    new SessionRecord(
                            self.id(), self.member(), beat, self.leaseMillis(), OptionalInt.empty(), 0, false));
        }
        Map<String, NameRecord> rows = new HashMap<>();
        for (String name : names) {
            Turn turn = turns.get(name);
            if (turn != null) {
                rows.put(name, row(name, turn));
            }
        }
        return new Sight(sessions, rows, Map.of());
    }

    private NameRecord row(String name, Turn turn) {
        SessionId holder = null;
        if (turn.taken && self != null) {
            holder = self.id();
        } else if (++turn.count <= TURN) {
            holder = NOBODY;
        }
        return new NameRecord(name, turn.term, holder, null, 1_000, null, 0, null, 0, 0, 0);
    }

    @Override
    public boolean declareDead(SessionId session, long ofBeat, Duration limit) {
        return false;
    }

    @Override
    public synchronized Set<String> take(Candidate taker, List<Take> takes, Duration limit) {
        for (Take take : takes) {
            Turn turn = turns.computeIfAbsent(take.name(), any -> new Turn());
            turn.term = take.newTerm();
            turn.taken = true;
            turn.count = 0;
        }
        return takes.stream().map(Take::name).collect(Collectors.toSet());
    }

    @Override
    public synchronized Set<String> release(SessionId session, List<Holding> names, OptionalInt held, Duration limit) {
        for (Holding holding : names) {
            Turn turn = turns.get(holding.name());
            if (turn != null) {
                turn.taken = false;
                turn.count = 0;
            }
        }
        return names.stream().map(Holding::name).collect(Collectors.toSet());
    }

    @Override
    public Set<String> synchronize(SessionId session, List<Identifier> identifiers, Duration limit) {
        return identifiers.stream().map(Identifier::name).collect(Collectors.toSet());
    }

    @Override
    public boolean ask(Wish wish, Duration limit) {
        return false;
    }

    @Override
    public boolean askToResign(Holding holding, Duration limit) {
        return false;
    }

    @Override
    public boolean delete(SessionId session, boolean own, Duration limit) {
        return true;
    }

    @Override
    public Bell listen(Runnable onRing) {
        return Bell.NONE;
    }

    @Override
    public @Nullable TaskStore tasks() {
        return null;
    }

    @Override
    public void close() {}
}
