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
        List<Optional<List<NodeRow>>> saved = new ArrayList<>();
        NodeRow row = gauge(world).row().resync(false).at(place, place);
        world.oracle.resting.remove(row.id());
        world.replicator().group().change(List.of(row), Set.of(row.id()), List.of(), saved::add);
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
}
