package hera.failover;

import hera.failover.store.Bell;
import hera.failover.store.Candidate;
import hera.failover.store.Holding;
import hera.failover.store.Identifier;
import hera.failover.store.MemoryTasks;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.SessionRecord;
import hera.failover.store.Sight;
import hera.failover.store.Store;
import hera.failover.store.Take;
import hera.failover.store.TaskStore;
import hera.failover.store.Wish;
import hera.failover.time.WallClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A store in memory, for the members of one process. Thread-safe. {@link #close} does nothing. */
public final class MemoryStore implements Store {
    private final WallClock clock;
    private final MemoryTasks tasks = new MemoryTasks();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<SessionId, SessionRecord> sessions = new LinkedHashMap<>(); // guarded by this, as is the next
    private final Map<String, NameRecord> names = new HashMap<>();

    private MemoryStore(WallClock clock) {
        this.clock = clock;
    }

    /**
     * Returns an empty store.
     *
     * @return the store, for any number of {@code Failover} objects
     */
    public static MemoryStore create() {
        return new MemoryStore(WallClock.SYSTEM);
    }

    static MemoryStore create(WallClock clock) {
        return new MemoryStore(clock);
    }

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public synchronized boolean join(Candidate session, Duration limit) {
        SessionRecord row =
                new SessionRecord(session.id(), session.member(), 0, session.leaseMillis(), session.held(), 0, false);
        return sessions.putIfAbsent(session.id(), row) == null;
    }

    @Override
    public boolean beat(SessionId session, OptionalInt held, Duration limit) {
        synchronized (this) {
            SessionRecord row = sessions.get(session);
            if (row == null || row.dead()) {
                return false;
            }
            sessions.put(
                    session,
                    new SessionRecord(
                            session, row.member(), row.beat() + 1, row.leaseMillis(), held, row.rung(), false));
        }
        ring();
        return true;
    }

    @Override
    public synchronized Sight look(Set<String> asked, Duration limit) {
        Map<String, NameRecord> found = new HashMap<>();
        for (String name : asked) {
            NameRecord row = names.get(name);
            if (row != null) {
                found.put(name, row);
            }
        }
        return new Sight(sessions, found, Map.of());
    }

    @Override
    public synchronized boolean declareDead(SessionId session, long beat, Duration limit) {
        SessionRecord row = sessions.get(session);
        if (row == null || (!row.dead() && row.beat() != beat)) {
            return false;
        }
        sessions.put(
                session,
                new SessionRecord(session, row.member(), row.beat(), row.leaseMillis(), row.held(), row.rung(), true));
        return true;
    }

    @Override
    public synchronized Set<String> take(Candidate taker, List<Take> takes, Duration limit) {
        Set<String> taken = new HashSet<>();
        for (Take take : takes) {
            NameRecord row = names.get(take.name());
            boolean free = row == null
                    ? take.isNew()
                    : !take.isNew()
                            && row.term() == take.term()
                            && (row.holder() == null || row.holder().equals(take.from()));
            if (free) {
                names.put(take.name(), taken(taker, take, row));
                taken.add(take.name());
            }
        }
        return taken;
    }

    private NameRecord taken(Candidate taker, Take take, @Nullable NameRecord row) {
        return new NameRecord(
                take.name(),
                take.newTerm(),
                taker.id(),
                taker.member(),
                taker.leaseMillis(),
                row == null ? null : row.identifier(),
                row == null ? 0 : row.sync(),
                null,
                taker.priority(),
                0,
                clock.millis());
    }

    @Override
    public Set<String> release(SessionId session, List<Holding> holdings, OptionalInt held, Duration limit) {
        Set<String> released = new HashSet<>();
        synchronized (this) {
            for (Holding holding : holdings) {
                NameRecord row = held(session, holding.name(), holding.term());
                if (row != null) {
                    names.put(holding.name(), released(row));
                    released.add(holding.name());
                }
            }
            SessionRecord row = sessions.get(session);
            if (row != null) {
                sessions.put(
                        session,
                        new SessionRecord(
                                session,
                                row.member(),
                                row.beat(),
                                row.leaseMillis(),
                                held,
                                row.rung() + 1,
                                row.dead()));
            }
        }
        ring();
        return released;
    }

    private static NameRecord released(NameRecord row) {
        return new NameRecord(
                row.name(),
                row.term(),
                null,
                null,
                row.leaseMillis(),
                row.identifier(),
                row.sync(),
                row.wanted(),
                row.priority(),
                row.resign(),
                row.sinceMillis());
    }

    /** Returns the row if the session holds the name with that term. */
    private @Nullable NameRecord held(SessionId session, String name, long term) {
        NameRecord row = names.get(name);
        return row != null && session.equals(row.holder()) && row.term() == term ? row : null;
    }

    @Override
    public synchronized Set<String> synchronize(SessionId session, List<Identifier> identifiers, Duration limit) {
        Set<String> written = new HashSet<>();
        for (Identifier identifier : identifiers) {
            NameRecord row = held(session, identifier.name(), identifier.term());
            if (row != null && row.sync() < identifier.sync()) {
                names.put(
                        row.name(),
                        new NameRecord(
                                row.name(),
                                row.term(),
                                row.holder(),
                                row.member(),
                                row.leaseMillis(),
                                identifier.identifier(),
                                identifier.sync(),
                                row.wanted(),
                                row.priority(),
                                row.resign(),
                                row.sinceMillis()));
                written.add(row.name());
            }
        }
        return written;
    }

    @Override
    public synchronized boolean ask(Wish wish, Duration limit) {
        NameRecord row = names.get(wish.name());
        if (row == null
                || row.term() != wish.term()
                || row.holder() == null
                || row.holder().equals(wish.session())) {
            return false;
        }
        boolean asks =
                row.priority() < wish.priority() || (wish.sharing() && Objects.equals(row.wanted(), wish.instead()));
        if (asks) {
            names.put(wish.name(), asked(row, wish.session(), wish.priority(), row.resign()));
        }
        return asks;
    }

    @Override
    public synchronized boolean askToResign(Holding holding, Duration limit) {
        NameRecord row = names.get(holding.name());
        if (row == null || row.term() != holding.term() || row.holder() == null) {
            return false;
        }
        names.put(holding.name(), asked(row, row.wanted(), row.priority(), row.term()));
        return true;
    }

    private static NameRecord asked(NameRecord row, @Nullable SessionId wanted, int priority, long resign) {
        return new NameRecord(
                row.name(),
                row.term(),
                row.holder(),
                row.member(),
                row.leaseMillis(),
                row.identifier(),
                row.sync(),
                wanted,
                priority,
                resign,
                row.sinceMillis());
    }

    @Override
    public boolean delete(SessionId session, boolean own, Duration limit) {
        synchronized (this) {
            SessionRecord row = sessions.get(session);
            boolean holds = names.values().stream().anyMatch(name -> session.equals(name.holder()));
            if (row == null || (!own && (!row.dead() || holds))) {
                return false;
            }
            sessions.remove(session);
        }
        ring();
        return true;
    }

    @Override
    public Bell listen(Runnable onRing) {
        listeners.add(onRing);
        return new Bell() {
            @Override
            public boolean rings() {
                return true;
            }

            @Override
            public void close() {
                listeners.remove(onRing);
            }
        };
    }

    private void ring() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public TaskStore tasks() {
        return tasks;
    }

    @Override
    public void close() {}
}
