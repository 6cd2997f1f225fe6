package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.queue.SimulatedServer.Mood;
import org.junit.jupiter.api.Test;

class QueueBoundsTest {
    private static final int MOST = 25;

    private final SpawnWorld world = new SpawnWorld(1, 1, SpawnScenario.BOUNDS.settings());
    private final SimulatedServer node = world.node(1);

    private NodeGauge gauge() {
        return world.replicator().group().gauges().get(0);
    }

    private SimulatedWriter write() {
        return world.write("good", AnswerPolicy.ACCEPTED, null);
    }

    private void fill() {
        node.mood = Mood.REFUSES_CONNECTIONS;
        for (int count = 0; count < MOST; count++) {
            write();
            world.advance(100);
        }
    }

    @Test
    void writeIsRefusedWhileTheQueueIsFull() {
        fill();
        SimulatedWriter beyond = write();
        world.advance(100);
        assertThat(beyond.answer).startsWith("refused 503").contains("queue.max-writes is 25");
        assertThat(gauge().pending()).isEqualTo(MOST);
    }

    @Test
    void whatANodeHadBeforeAKillWaitsAgainBesideAFullQueue() {
        fill();
        node.mood = Mood.WELL;
        while (gauge().position() == 0) {
            world.advance(1);
        }
        SimulatedWriter last = write();
        while (last.answer.isEmpty()) {
            world.advance(1);
        }
        assertThat(last.answer).isEqualTo("accepted");
        world.crash();
        SimulatedWriter beyond = write();
        world.advance(0);
        assertThat(gauge().pending()).isEqualTo(MOST + 1);
        assertThat(beyond.answer).startsWith("refused 503");
        world.heal();
        assertThat(node.applied).hasSize(MOST + 1);
    }

    /** The first seed that was seen to do the same: more wait than the bound, for the kill fell before the record. */
    @Test
    void seedThatKillsBeforeTheRecordKeepsItsBound() {
        assertThat(SpawnScenario.BOUNDS.run(580).lives()).isGreaterThan(0);
    }
}
