package hera.spawn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.WriteState;
import hera.spawn.queue.SimulatedServer.Arrival;
import hera.spawn.queue.SimulatedServer.Mood;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The core over random runs: nodes that hang, refuse, fail and break off, a process that is killed, a disk that is slow or
 * full. {@code -Dhera.seeds=1..500} runs these seeds.
 */
class ReplicatorSimulationTest {
    private static final int STEPS = 60;
    private static final List<Mood> MOODS = List.of(Mood.values());
    private static final List<AnswerPolicy> POLICIES = List.of(AnswerPolicy.values());

    static LongStream seeds() {
        String range = System.getProperty("hera.seeds", "1..60");
        int dots = range.indexOf("..");
        long first = Long.parseLong(dots < 0 ? range : range.substring(0, dots));
        return LongStream.rangeClosed(first, dots < 0 ? first : Long.parseLong(range.substring(dots + 2)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingAnsweredIsLostAndOrderHolds(long seed) {
        SpawnWorld world = new SpawnWorld(seed, 1 + (int) (seed % 4), SpawnWorld.SETTINGS);
        live(world);
        world.heal();
        everyClientWasAnsweredTruly(world);
        world.nodes.forEach((id, node) -> {
            orderHolds(seed, node);
            everyWriteEndedAsTheLogSays(world, id, node);
        });
    }

    @Test
    void simulationReachesWhatItIsMeantTo() {
        long crashes = 0;
        long repeats = 0;
        long parked = 0;
        long passed = 0;
        long lateAnswers = 0;
        for (long seed = 1; seed <= 30; seed++) {
            SpawnWorld world = new SpawnWorld(seed, 3, SpawnWorld.SETTINGS);
            live(world);
            world.heal();
            crashes += world.life;
            parked += world.disk.parked().values().stream()
                    .mapToInt(count -> count)
                    .sum();
            passed += world.clients.stream()
                    .filter(client -> client.answer.startsWith("pass"))
                    .count();
            lateAnswers += world.clients.stream()
                    .filter(client -> client.answer.equals("timed out"))
                    .count();
            for (SimulatedServer node : world.nodes.values()) {
                repeats += node.arrivals.size()
                        - node.arrivals.stream()
                                .map(Arrival::sequence)
                                .distinct()
                                .count();
            }
        }
        assertThat(List.of(crashes, repeats, parked, passed, lateAnswers)).allMatch(count -> count > 25);
    }

    private static void live(SpawnWorld world) {
        Random random = world.random;
        for (int step = 0; step < STEPS; step++) {
            for (int i = random.nextInt(6); i > 0; i--) {
                String kind = random.nextInt(30) == 0 ? "poison" : random.nextInt(10) == 0 ? "bad" : "good";
                String key = random.nextInt(8) == 0 ? "key-" + random.nextInt(20) : null;
                AnswerPolicy policy = POLICIES.get(random.nextInt(POLICIES.size()));
                world.write(kind, policy, key);
            }
            world.nodes.values().forEach(node -> {
                if (random.nextInt(8) == 0) {
                    node.mood = MOODS.get(random.nextInt(MOODS.size()));
                }
            });
            world.disk.full = random.nextInt(20) == 0;
            world.disk.away = random.nextInt(20) == 0;
            world.advance(random.nextInt(random.nextBoolean() ? 30 : 3000));
            if (random.nextInt(15) == 0) {
                world.crash();
            }
        }
        world.disk.away = false;
    }

    private static void everyClientWasAnsweredTruly(SpawnWorld world) {
        for (SimulatedWriter client : world.clients) {
            assertThat(client.answer.isEmpty()).as(client.answer).isEqualTo(client.isLost());
            if (!client.stored.isEmpty()) {
                assertThat(world.disk.writes.values())
                        .anyMatch(write -> write.draft().id().equals(client.stored));
            }
        }
    }

    /** In each life: on from at most 256 before what it had, then the next, or the same again. */
    private static void orderHolds(long seed, SimulatedServer node) {
        long greatest = 0;
        long before = 0;
        int life = 0;
        for (Arrival arrival : node.arrivals) {
            long sequence = arrival.sequence();
            if (arrival.life() != life) {
                assertThat(sequence)
                        .as("seed %d after a crash", seed)
                        .isBetween(greatest - Recorder.MOST_UNRECORDED + 1, greatest + 1);
                life = arrival.life();
            } else {
                assertThat(sequence).as("seed %d", seed).isBetween(before, before + 1);
                assertThat(arrival.attempt() > 1)
                        .as("seed %d, write %d, attempt", seed, sequence)
                        .isEqualTo(sequence == before);
            }
            before = sequence;
            greatest = Math.max(greatest, sequence);
        }
    }

    private static void everyWriteEndedAsTheLogSays(SpawnWorld world, long id, SimulatedServer node) {
        for (LoggedWrite logged : world.disk.writes.values()) {
            String write = logged.draft().id();
            NodeOutcome outcome = world.disk.outcome(id, logged.sequence());
            if (outcome == null) {
                throw new AssertionError("Nothing is recorded of write %s at node %d".formatted(write, id));
            }
            WriteState state = outcome.state();
            if (state == WriteState.DELIVERED) {
                assertThat(node.applied).contains(write);
            } else if (state == WriteState.REFUSED) {
                assertThat(node.refused).contains(write);
            } else {
                assertThat(state).as(write).isEqualTo(WriteState.PARKED);
                assertThat(outcome.attempts()).isGreaterThanOrEqualTo(SpawnWorld.SETTINGS.attempts());
            }
        }
    }
}
