package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.log.NodeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** An operator says from where a node goes on, at moments at which its queue is about to record something else. */
class MovedQueueTest {
    private static SimulatedWriter write(SpawnWorld world) {
        return world.write("good", AnswerPolicy.ACCEPTED, null);
    }

    private static NodeGauge gauge(SpawnWorld world) {
        return world.replicator().group().gauges().get(0);
    }

    private static List<Optional<List<NodeRow>>> place(SpawnWorld world, long place) {
        return place(world, world.spawns.get(0), place);
    }

    private static List<Optional<List<NodeRow>>> place(SpawnWorld world, SimulatedSpawn at, long place) {
        List<Optional<List<NodeRow>>> saved = new ArrayList<>();
        NodeRow row = gauge(world).row().resync(false).at(place, place);
        world.oracle.resting.remove(row.id());
        at.replicator().group().change(List.of(row), Set.of(row.id()), List.of(), saved::add);
        return saved;
    }

    private static void until(SpawnWorld world, BooleanSupplier isSo) {
        for (int millis = 0; !isSo.getAsBoolean(); millis++) {
            assertThat(millis).isLessThan(100_000);
            world.advance(1);
        }
    }

    /** Records are made 50 ms late: at one of these delays one falls between the change and its commit. */
    @Test
    void nodeThatWentBackGetsAllAgainThoughSpawnIsKilledAtOnce() {
        for (int delay = 0; delay < 60; delay++) {
            SpawnWorld world = new SpawnWorld(1, 1, SpawnWorld.SETTINGS);
            for (int i = 0; i < 3; i++) {
                write(world);
            }
            until(world, () -> gauge(world).position() == 3);
            world.advance(delay);
            List<Optional<List<NodeRow>>> saved = place(world, 0);
            until(world, () -> !saved.isEmpty());
            int before = world.node(1).arrivals.size();
            assertThat(saved.get(0)).isPresent();
            world.crash();
            world.heal();
            assertThat(world.node(1).arrivals.stream().skip(before).map(SimulatedServer.Arrival::sequence))
                    .as("after %d ms", delay)
                    .contains(1L, 2L, 3L);
        }
    }

    @Test
    void nodeThatWasPlacedBeforeItsDropCouldBeStoredStaysIn() {
        SpawnWorld world = new SpawnWorld(1, 1, SpawnScenario.RESYNC.settings());
        world.node(1).mood = SimulatedServer.Mood.FAILS;
        write(world);
        until(world, () -> gauge(world).pending() == 1);
        world.disk.breaksOneIn = 1;
        until(world, () -> gauge(world).row().needsResync());
        world.advance(100);
        world.disk.breaksOneIn = 0;
        world.node(1).mood = SimulatedServer.Mood.WELL;
        List<Optional<List<NodeRow>>> saved = place(world, 0);
        world.advance(5000);
        assertThat(saved).hasSize(1);
        assertThat(world.node(1).applied).containsExactly("good-0");
        assertThat(world.disk.nodes.values()).noneMatch(NodeRow::needsResync);
        world.crash();
        SimulatedWriter next = write(world);
        world.heal();
        assertThat(next.answer).isEqualTo("accepted");
        assertThat(world.node(1).applied).hasSize(2);
    }

    /** The Spawn that drains the queue tries its drop again before and after it sees the place. */
    @Test
    void nodePlacedAtAnotherSpawnBeforeItsDropIsStoredStaysIn() {
        for (int seed = 1; seed <= 20; seed++) {
            SpawnWorld world = new SpawnWorld(seed, 1, 2, SpawnScenario.RESYNC.settings());
            until(world, () -> owner(world).isPresent());
            SimulatedSpawn owner = owner(world).orElseThrow();
            NodeGauge gauge = owner.replicator().group().gauges().get(0);
            world.node(1).mood = SimulatedServer.Mood.FAILS;
            write(world);
            until(world, () -> gauge.pending() == 1);
            world.disk.breaksOneIn = 1;
            until(world, () -> gauge.row().needsResync());
            world.advance(100);
            world.disk.breaksOneIn = 0;
            world.node(1).mood = SimulatedServer.Mood.WELL;
            List<Optional<List<NodeRow>>> saved = place(world, world.spawns.get(seed % 2), 0);
            world.advance(10_000);
            assertThat(saved).as("seed %d", seed).hasSize(1);
            assertThat(world.node(1).applied).as("seed %d", seed).containsExactly("good-0");
            assertThat(world.disk.nodes.values()).as("seed %d", seed).noneMatch(NodeRow::needsResync);
        }
    }

    /** It wants to take the node out, but a delivery hangs; before that ends, another Spawn has taken the queue. */
    @Test
    void nodeThatAnotherSpawnBroughtInStepStaysIn() {
        for (int seed = 1; seed <= 20; seed++) {
            SpawnWorld world = new SpawnWorld(seed, 1, 2, SpawnScenario.RESYNC.settings());
            until(world, () -> owner(world).isPresent());
            SimulatedSpawn owner = owner(world).orElseThrow();
            NodeGauge gauge = owner.replicator().group().gauges().get(0);
            world.node(1).mood = SimulatedServer.Mood.HANGS;
            until(world, () -> {
                write(world);
                return gauge.row().needsResync();
            });
            owner.pause();
            world.oracle.resting.remove(1L);
            world.node(1).mood = SimulatedServer.Mood.WELL;
            world.advance(10_000);
            owner.goOn();
            world.advance(60_000);
            assertThat(world.disk.nodes.values()).as("seed %d", seed).noneMatch(NodeRow::needsResync);
            assertThat(world.node(1).applied).as("seed %d", seed).hasSize((int) world.disk.last);
        }
    }

    private static Optional<SimulatedSpawn> owner(SpawnWorld world) {
        String name = world.disk.claims.owners.getOrDefault(1L, "");
        return world.spawns.stream().filter(spawn -> spawn.name().equals(name)).findFirst();
    }
}
