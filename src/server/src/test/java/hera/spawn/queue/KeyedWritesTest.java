package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.log.IdempotencyKey;
import hera.spawn.log.NodeRow;
import hera.spawn.queue.SimulatedServer.Mood;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyedWritesTest {
    private static final String OTHER_REQUEST = "refused 422";

    private final SpawnWorld world = new SpawnWorld(1, 1, SpawnWorld.SETTINGS);

    private SimulatedWriter send(String request) {
        return world.send("good", AnswerPolicy.ALL, new IdempotencyKey("k", request));
    }

    @Test
    void pastRequestOfAKeyJudgesAllWhoBringIt() {
        send("a");
        world.heal();
        SimulatedWriter other = send("b");
        SimulatedWriter same = send("a");
        world.heal();
        assertThat(other.answer).startsWith(OTHER_REQUEST);
        assertThat(same.answer).startsWith("kept 2");
    }

    @Test
    void firstRequestOfANewKeyJudgesThoseAfterIt() {
        SimulatedWriter first = send("a");
        SimulatedWriter other = send("b");
        SimulatedWriter same = send("a");
        world.heal();
        SimulatedWriter later = send("b");
        world.heal();
        assertThat(first.answer).startsWith("pass 2");
        assertThat(same.answer).startsWith("pass 2");
        assertThat(other.answer).startsWith(OTHER_REQUEST);
        assertThat(later.answer).startsWith(OTHER_REQUEST);
    }

    @Test
    void keyThatCannotBeLookedUpIsNotTaken() {
        send("a");
        world.heal();
        world.disk.unreadable = true;
        SimulatedWriter repeat = send("a");
        SimulatedWriter joiner = send("a");
        world.advance(1_000);
        assertThat(repeat.answer).startsWith("refused 503 the log cannot be read: disk error");
        assertThat(joiner.answer).isEqualTo(repeat.answer);
        assertThat(world.disk.writes).hasSize(1);
        world.disk.unreadable = false;
        SimulatedWriter again = send("a");
        world.advance(1_000);
        assertThat(again.answer).startsWith("kept 2");
    }

    @Test
    void repeatAfterARestartWaitsForItsOwnPolicy() {
        world.nodes.values().forEach(node -> node.mood = Mood.REFUSES_CONNECTIONS);
        send("a");
        world.advance(1_000);
        world.crash();
        SimulatedWriter repeat = send("a");
        SimulatedWriter other = send("b");
        world.advance(1_000);
        assertThat(repeat.answer).isEmpty();
        assertThat(other.answer).startsWith(OTHER_REQUEST);
        world.nodes.values().forEach(node -> node.mood = Mood.WELL);
        world.advance(5_000);
        assertThat(repeat.answer).startsWith("pass 2");
        assertThat(world.disk.history).hasSize(1);
    }

    @Test
    void repeatAtAnotherSpawnCountsTheMembersOfItsWrite() {
        SpawnWorld two = new SpawnWorld(1, 3, 2, SpawnWorld.SETTINGS);
        two.advance(5_000);
        change(two, 3, false);
        two.node(2).mood = Mood.REFUSES_CONNECTIONS;
        SimulatedWriter first = two.sendTo(0, AnswerPolicy.QUORUM, new IdempotencyKey("k", "a"));
        two.advance(2_000);
        change(two, 3, true);
        assertThat(two.node(3).applied).hasSize(1);
        SimulatedWriter repeat = two.sendTo(1, AnswerPolicy.QUORUM, new IdempotencyKey("k", "a"));
        two.advance(1_000);
        assertThat(first.answer).isEmpty();
        assertThat(repeat.answer).isEmpty();
        two.node(2).mood = Mood.WELL;
        two.advance(2_000);
        assertThat(first.answer).startsWith("pass 2");
        assertThat(repeat.answer).isNotEmpty().doesNotStartWith("timed out");
    }

    /** Lets a node in, or out, and waits until all know. */
    private static void change(SpawnWorld world, long node, boolean active) {
        NodeRow row = Objects.requireNonNull(world.disk.nodes.get(node));
        world.replicator().group().change(List.of(row.activated(active)), Set.of(), List.of(), saved -> {});
        world.advance(2_000);
    }

    @Test
    void nodeThatIsBehindGoesOnWhenTheLogCanBeRead() {
        world.nodes.values().forEach(node -> node.mood = Mood.REFUSES_CONNECTIONS);
        world.write("good", AnswerPolicy.ACCEPTED, null);
        world.advance(1_000);
        world.disk.unreadable = true;
        world.crash();
        world.nodes.values().forEach(node -> node.mood = Mood.WELL);
        world.advance(60_000);
        assertThat(world.nodes.values())
                .allSatisfy(node -> assertThat(node.applied).isEmpty());
        world.disk.unreadable = false;
        world.advance(2_000);
        assertThat(world.nodes.values())
                .allSatisfy(node -> assertThat(node.applied).hasSize(1));
    }
}
