package hera.failover.simulation;

import hera.failover.MemoryStore;
import hera.failover.core.Action;
import hera.failover.core.Answer;
import hera.failover.core.Request;
import hera.failover.store.NameRecord;
import hera.failover.store.SessionId;
import hera.failover.store.Sight;
import hera.failover.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The way to the store and the store's own troubles. */
final class Network {
    private static final long MILLI = 1_000_000;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final World world;
    private Store store = MemoryStore.create();
    private final Map<String, Long> counts = new HashMap<>();

    boolean down;
    boolean hangs;

    /** The one whose way to the store is slow. */
    @Nullable
    Node slow;

    /** Whether everybody's way to the store is slow. */
    boolean allSlow;

    private @Nullable Sight split;
    private final Set<Node> atOldPrimary = new HashSet<>();

    Network(World world) {
        this.world = world;
        listen();
    }

    private void listen() {
        store.listen(() -> {
            if (world.scenario.bell()) {
                for (Node process : new ArrayList<>(world.processes)) {
                    if (!world.isFaulty(Fault.LOSS) || world.chance.nextInt(4) > 0) {
                        world.time.after(2 * MILLI, process::rang);
                    }
                }
            }
        });
    }

    Map<String, Long> counts() {
        return counts;
    }

    Store store() {
        return store;
    }

    /** Returns the number that stands in the store as the identifier of a name's term; null if there is none. */
    @Nullable
    Integer identifier(String name, long term) {
        try {
            NameRecord row = store.look(Set.of(name), LIMIT).names().get(name);
            return row == null || row.term() != term || row.identifier() == null
                    ? null
                    : Integer.valueOf(row.identifier());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Returns how many tasks are left in a durable queue. */
    long left(String name) {
        try {
            return Objects.requireNonNull(store.tasks()).pending(name, LIMIT);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void empty() {
        store = MemoryStore.create();
        listen();
    }

    /** All sessions are gone, the names stay. */
    void forget() {
        try {
            for (SessionId session : store.look(Set.of(), LIMIT).sessions().keySet()) {
                store.delete(session, true, LIMIT);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** From now on some processes are served by a primary of the past, which commits nothing. */
    void split(Set<String> names, List<Node> processes) {
        try {
            split = store.look(names, LIMIT);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        processes.stream().filter(any -> world.chance.nextBoolean()).forEach(atOldPrimary::add);
    }

    void heal() {
        split = null;
        atOldPrimary.clear();
    }

    void send(Node from, Action.Send send) {
        counts.merge(send.request().getClass().getSimpleName(), 1L, Long::sum);
        if (world.isFaulty(Fault.LOSS) && world.chance.nextInt(12) == 0) {
            fail(from, send, "the request was lost");
            return;
        }
        long way = delay(from);
        if (world.isFaulty(Fault.LATE)
                && world.chance.nextInt(send.request() instanceof Request.Release ? 3 : 25) == 0) {
            way = world.chance.nextLong(Math.min(180_000 * MILLI, world.faultyLeft()) + 1);
        }
        world.time.after(way, () -> arrive(from, send));
    }

    long delay(Node from) {
        if (allSlow) {
            return (300 + world.chance.nextLong(900)) * MILLI;
        }
        return (from.equals(slow) ? 300 + world.chance.nextLong(200) : 1 + world.chance.nextLong(4)) * MILLI;
    }

    private void arrive(Node from, Action.Send send) {
        if (down) {
            fail(from, send, "connection refused");
            return;
        }
        if (hangs) {
            if (world.chance.nextBoolean()) {
                execute(from, send.request());
            }
            return;
        }
        Answer answer = execute(from, send.request());
        if (world.isFaulty(Fault.LOSS) && world.chance.nextInt(12) == 0) {
            fail(from, send, "the answer was lost");
            return;
        }
        world.time.after(delay(from), () -> from.answered(send.id(), answer));
        if (world.isFaulty(Fault.TWICE) && world.chance.nextInt(10) == 0) {
            world.time.after(delay(from) * 20, () -> from.answered(send.id(), answer));
        }
    }

    /** The caller hears of it at once, or only silence. */
    private void fail(Node from, Action.Send send, String why) {
        if (world.chance.nextBoolean()) {
            world.time.after(
                    delay(from), () -> from.answered(send.id(), new Answer.Unknown(new IllegalStateException(why))));
        }
    }

    private Answer execute(Node from, Request request) {
        Sight old = split;
        try {
            if (old != null && atOldPrimary.contains(from)) {
                if (request instanceof Request.Look look) {
                    Map<String, NameRecord> names = new HashMap<>(old.names());
                    names.keySet().retainAll(look.names());
                    return new Answer.Seen(new Sight(old.sessions(), names, Map.of()));
                }
                return new Answer.Unknown(new IllegalStateException("not committed"));
            }
            return request.runOn(store, LIMIT);
        } catch (Exception e) {
            return new Answer.Unknown(e);
        }
    }
}
