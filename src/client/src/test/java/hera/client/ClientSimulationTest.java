package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.twin.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Twenty clients on three nodes, through deaths, wiped restarts, partitions, pauses and loss. A seed gives the same run
 * each time.
 */
class ClientSimulationTest {
    private static final long STEP_MILLIS = 500;
    private static final long LEASE_MILLIS = 30_000;
    private static final int CLIENTS = 20;
    private static final int STEPS = 2_600;

    /** Calm steps at the end: more than the 5 minutes for which a list may keep what nodes lack that all lost all. */
    private static final int CALM_STEPS = 800;

    private final List<MemoryNode> nodes = new ArrayList<>();
    private final List<Participant> participants = new ArrayList<>();

    /** Since when a node that answers lacks a registration whose client lives and reaches a node. */
    private final Map<String, Long> absentSince = new HashMap<>();

    private TwinWorld world = new TwinWorld(0);

    private final class Participant {
        final String host;
        final String id;
        final TwinWorld.Member client;
        final LiveRegistration registration;
        final LiveDiscovery web;
        boolean paused;
        boolean closing;
        long undisturbedSince = world.time.now();
        long reachedSince = world.time.now();
        Set<String> before = new HashSet<>();

        Participant(int number) {
            host = "10.0.1." + number;
            id = "id" + number;
            client = world.client(host, "10.0.0.1", "10.0.0.2", "10.0.0.3");
            Lease lease = number % 4 == 3 ? Lease.held() : Lease.ttl(Duration.ofMillis(LEASE_MILLIS));
            registration = client.register("web", Instance.of(host, 9000).id(id), lease);
            web = client.discover("web");
        }

        boolean isLive() {
            return !paused && !closing;
        }
    }

    /** The seeds of every build; others by {@code -Dhera.seeds=FROM..TO}. */
    static LongStream seeds() {
        String[] ends = System.getProperty("hera.seeds", "1..4").split("\\.\\.", -1);
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void liveStaysRegisteredAndListedAndClosedStaysAway(long seed) {
        world = new TwinWorld(seed);
        for (int i = 1; i <= 3; i++) {
            nodes.add(world.node("n" + i, "10.0.0." + i));
        }
        for (int i = 0; i < CLIENTS; i++) {
            participants.add(new Participant(i));
        }
        world.run(5_000);
        RandomGenerator chance = world.chance;
        for (int step = 0; step < STEPS; step++) {
            if (step % 20 == 0 && step < STEPS - CALM_STEPS) {
                disturb(chance);
            }
            if (step == STEPS - CALM_STEPS) {
                calmDown();
            }
            world.run(STEP_MILLIS);
            check("seed %d, step %d".formatted(seed, step));
        }
        allAgree(seed);
    }

    /** At most one of the nodes is away at a time, as in a rolling restart; clients pause, and links are cut. */
    private void disturb(RandomGenerator chance) {
        MemoryNode node = nodes.get(chance.nextInt(nodes.size()));
        Participant one = participants.get(chance.nextInt(participants.size()));
        forgetLists();
        switch (chance.nextInt(9)) {
            case 0 -> {
                if (nodes.stream().allMatch(MemoryNode::isRunning)) {
                    node.kill();
                }
            }
            case 1, 2 -> nodes.stream().filter(n -> !n.isRunning()).forEach(MemoryNode::start);
            case 3 -> {
                if (nodes.stream().noneMatch(MemoryNode::isPaused)) {
                    node.pause();
                }
            }
            case 4 -> nodes.stream().filter(MemoryNode::isPaused).forEach(MemoryNode::resume);
            case 5 -> pause(one);
            case 6 -> {
                participants.forEach(this::resume);
                world.network.heal();
                world.network.lose(0);
            }
            case 7 -> {
                world.network.cut(one.host, node.address());
                world.network.lose(chance.nextDouble() * 0.05);
            }
            default -> close(one, chance);
        }
        forgetLists();
    }

    /** A node in memory lets expire what it cannot hear of in a pause, and answers so when it goes on. */
    private void forgetLists() {
        if (nodes.stream().anyMatch(MemoryNode::isPaused)) {
            participants.forEach(p -> p.before.clear());
        }
    }

    private void pause(Participant one) {
        if (!one.closing && !one.paused) {
            one.paused = true;
            one.client.loop().pause();
        }
    }

    private void resume(Participant one) {
        if (one.paused) {
            one.paused = false;
            one.undisturbedSince = world.time.now();
            one.client.loop().resume();
        }
    }

    private void close(Participant one, RandomGenerator chance) {
        if (one.isLive()
                && participants.stream().filter(p -> p.closing).count() < CLIENTS / 2
                && chance.nextInt(3) == 0) {
            one.closing = true;
            one.client.loop().execute(one.registration::deregister);
        }
    }

    private void calmDown() {
        forgetLists();
        nodes.stream().filter(MemoryNode::isPaused).forEach(MemoryNode::resume);
        nodes.stream().filter(node -> !node.isRunning()).forEach(MemoryNode::start);
        participants.forEach(this::resume);
        world.network.heal();
        world.network.lose(0);
    }

    private static boolean answers(MemoryNode node) {
        return node.isRunning() && !node.isPaused();
    }

    /** Whether some node answers this client, which then tells the others. */
    private boolean reachesANode(Participant one) {
        return nodes.stream().anyMatch(node -> answers(node) && !world.network.isCut(one.host, node.address()));
    }

    private void check(String when) {
        long now = world.time.now();
        for (Participant one : participants) {
            if (!reachesANode(one)) {
                one.reachedSince = now;
            }
            for (MemoryNode node : nodes) {
                String key = one.id + " at " + node.name();
                boolean due = one.isLive() && now - one.undisturbedSince > 2_000 && answers(node) && reachesANode(one);
                if (!due || node.holds("web", one.id)) {
                    absentSince.remove(key);
                } else {
                    long since = absentSince.computeIfAbsent(key, absent -> now);
                    if (now - since > LEASE_MILLIS) {
                        throw new AssertionError("%s: %s is absent for %d ms".formatted(when, key, now - since));
                    }
                }
            }
        }
        participants.forEach(reader -> checkList(reader, when));
    }

    /** What lives and has told nodes so for a lease, and what a node that answers knows, leaves no list. */
    private void checkList(Participant reader, String when) {
        Set<String> listed = new HashSet<>();
        reader.web.all().forEach(instance -> listed.add(instance.id()));
        Set<String> lost = new HashSet<>();
        for (Participant other : participants) {
            long since = Math.max(other.undisturbedSince, other.reachedSince);
            boolean lives = other.isLive() && world.time.now() - since > LEASE_MILLIS;
            boolean was = lives && reader.before.contains(other.id) && !listed.contains(other.id);
            if (was && nodes.stream().anyMatch(node -> answers(node) && node.holds("web", other.id))) {
                lost.add(other.id);
            }
        }
        assertThat(lost).as("%s: lost from the list of %s", when, reader.id).isEmpty();
        reader.before = listed;
    }

    private void allAgree(long seed) {
        Set<String> alive = new HashSet<>();
        participants.stream().filter(Participant::isLive).forEach(one -> alive.add(one.id));
        for (Participant one : participants) {
            assertThat(one.web.all())
                    .as("seed %d, list of %s", seed, one.id)
                    .extracting(Instance::id)
                    .containsExactlyInAnyOrderElementsOf(alive);
        }
        for (MemoryNode node : nodes) {
            for (Participant one : participants) {
                assertThat(node.holds("web", one.id))
                        .as("seed %d, %s at %s", seed, one.id, node.name())
                        .isEqualTo(one.isLive());
            }
        }
    }
}
