package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.log.IdempotencyKey;
import hera.spawn.queue.SimulatedServer.Mood;
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
