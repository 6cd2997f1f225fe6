package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedWritesTest {
    private static final List<AnswerPolicy> POLICIES =
            List.of(AnswerPolicy.PRIMARY, AnswerPolicy.QUORUM, AnswerPolicy.ALL);

    /** A Spawn may see its own write in the log, and even deliver it, before it hears that the write was stored. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachClientGetsItsNodesAnswerThoughSpawnsSeeWritesBeforeTheyHearOfThem(long seed) {
        SpawnWorld world = new SpawnWorld(seed, 3, 2 + (int) (seed % 2), SpawnWorld.SETTINGS);
        world.advance(5_000);
        for (int write = 0; write < 300; write++) {
            world.write("good", POLICIES.get(write % POLICIES.size()), null);
            world.advance(world.random.nextInt(60));
        }
        world.advance(20_000);
        assertThat(world.clients).extracting(client -> client.answer).containsOnly("pass 200");
    }
}
