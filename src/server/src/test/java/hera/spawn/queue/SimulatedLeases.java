package hera.spawn.queue;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The leases of queues as the failover library gives them: one holder of a name at a time, a term for each of its masterships,
 * and none held for longer than it was last renewed. A holder that has stopped keeps what it has until the lease is over.
 */
final class SimulatedLeases {
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final long LEASE_MILLIS = 4_500;
    private static final long VALID_MILLIS = 4_050;

    private final SpawnWorld world;
    private final Map<Long, Held> held = new HashMap<>();

    /** The store of leases does not answer. */
    boolean away;

    /** A name and its holder. */
    private static final class Held {
        private @Nullable SimulatedSpawn spawn;
        private int life;
        private long term;
        private long renewed;
        private boolean leaving;
    }

    SimulatedLeases(SpawnWorld world) {
        this.world = world;
    }

    QueueLeases of(SimulatedSpawn spawn) {
        int life = spawn.life;
        return (node, term) -> holds(spawn, life, node, term);
    }

    private boolean holds(SimulatedSpawn spawn, int life, long node, long term) {
        Held name = held.get(node);
        return name != null
                && name.spawn == spawn
                && name.life == life
                && name.term == term
                && now() - name.renewed < VALID_MILLIS;
    }

    /** Whether a delivery of a Spawn under its present term may be begun. */
    boolean holds(SimulatedSpawn spawn, long node, long term) {
        return holds(spawn, spawn.life, node, term);
    }

    /** Whether a Spawn is the one that drains a node now. */
    boolean drains(SimulatedSpawn spawn, long node) {
        Held name = held.get(node);
        return name != null && holds(spawn, spawn.life, node, name.term);
    }

    /** Renews, ends, and gives away; again and again. */
    void beat() {
        if (!away) {
            for (long node : List.copyOf(world.disk.nodes.keySet())) {
                beat(node);
            }
            balance();
        }
        world.timer.after(BEAT, this::beat);
    }

    private void beat(long node) {
        Held name = held.computeIfAbsent(node, id -> new Held());
        if (name.spawn != null && name.spawn.life == name.life && !name.spawn.isPaused()) {
            boolean wasValid = now() - name.renewed < VALID_MILLIS;
            if (wasValid) {
                name.renewed = now();
            } else {
                give(node, name, name.spawn); // nobody else took it meanwhile
            }
        } else if (name.spawn == null || now() - name.renewed >= LEASE_MILLIS) {
            candidate().ifPresent(spawn -> give(node, name, spawn));
        }
    }

    private Optional<SimulatedSpawn> candidate() {
        return world.spawns.stream().filter(spawn -> !spawn.isPaused()).min(Comparator.comparingLong(this::count));
    }

    private long count(SimulatedSpawn spawn) {
        return held.values().stream()
                .filter(name -> name.spawn == spawn && name.life == spawn.life)
                .count();
    }

    private void give(long node, Held name, SimulatedSpawn to) {
        if (name.spawn != null) {
            SimulatedSpawn from = name.spawn;
            long over = name.term;
            from.runs(name.life, () -> from.shared().left(node, over, () -> {}));
        }
        name.spawn = to;
        name.life = to.life;
        name.term++;
        name.renewed = now();
        name.leaving = false;
        long term = name.term;
        world.oracle.taken(to, node);
        to.runs(to.life, () -> to.shared().taken(node, term));
    }

    /** Lets one that has two more than another hand one over, once it has ended what it does. */
    private void balance() {
        List<SimulatedSpawn> living =
                world.spawns.stream().filter(spawn -> !spawn.isPaused()).toList();
        Optional<SimulatedSpawn> most = living.stream().max(Comparator.comparingLong(this::count));
        Optional<SimulatedSpawn> least = living.stream().min(Comparator.comparingLong(this::count));
        if (most.isEmpty() || least.isEmpty() || count(most.get()) < count(least.get()) + 2) {
            return;
        }
        SimulatedSpawn from = most.get();
        held.forEach((node, name) -> {
            if (name.spawn == from
                    && name.life == from.life
                    && held.values().stream().noneMatch(any -> any.leaving)) {
                handOver(node, name, from);
            }
        });
    }

    private void handOver(long node, Held name, SimulatedSpawn from) {
        name.leaving = true;
        long term = name.term;
        from.runs(
                from.life,
                () -> from.shared().left(node, term, () -> {
                    if (name.term == term && name.leaving) {
                        name.spawn = null;
                        name.leaving = false;
                    }
                }));
    }

    private long now() {
        return world.timer.now().toMillis();
    }
}
