package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.lists.ListMerge;
import hera.client.twin.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes that all lost what they held and stay incomplete for an hour, restarted and cut from each other and from the
 * clients that register, under a reader of each that asks no other node.
 */
class IncompleteNodesTest {
    private static final long STEP_MILLIS = 500;
    private static final int STEPS = 7_200;
    private static final int STEPS_BETWEEN = 60;
    private static final long LIVENESS_MILLIS = 2 * STEPS * STEP_MILLIS;

    /** In this time a reader has what its node holds. */
    private static final long GRACE_MILLIS = 4_000;

    private TwinWorld world = new TwinWorld(0);
    private final List<Reader> readers = new ArrayList<>();
    private final List<Registrant> registrants = new ArrayList<>();
    private long kept;
    private long droppedAsListedBefore;
    private long droppedAfterPatience;

    private record Registrant(String id, String host, TwinWorld.Member client, LiveRegistration registration) {}

    /** A reader and its node, and what the node has held and lacked. */
    private final class Reader {
        final MemoryNode node;
        final LiveDiscovery web;

        /** Since when the node holds an instance, of those that it holds. */
        final Map<String, Long> heldSince = new HashMap<>();

        /** When the present incarnation lost an instance, of those that it held for long and lacks. */
        final Map<String, Long> lostAt = new HashMap<>();

        /** Since when incarnations of the node lack an instance. */
        final Map<String, Long> lackedSince = new HashMap<>();

        /** What the present incarnation has held. */
        final Set<String> held = new HashSet<>();

        /** What the one before had lost, of which its reader may have heard as it ended. */
        final Set<String> lostBefore = new HashSet<>();

        Set<String> listed = Set.of();
        long startedAt;

        Reader(int number) {
            String address = "10.0.0." + number;
            node = world.network
                    .node("n" + number, address, 3222)
                    .liveness(LIVENESS_MILLIS)
                    .start();
            web = world.client(
                            "10.0.2." + number,
                            builder -> builder.node(address + ":3222")
                                    .discoverNodes(false)
                                    .maxBackoff(Duration.ofSeconds(1)))
                    .discover("web");
        }

        void restart() {
            node.kill();
            node.start();
            startedAt = world.time.now();
            lostBefore.clear();
            lostBefore.addAll(held);
            lostBefore.removeAll(heldSince.keySet());
            held.clear();
            heldSince.clear();
            lostAt.clear();
        }

        void check(String when) {
            long now = world.time.now();
            Set<String> before = listed;
            listed = new HashSet<>();
            web.all().forEach(instance -> listed.add(instance.id()));
            for (Registrant one : registrants) {
                String what = "%s: %s at %s".formatted(when, one.id, node.name());
                if (node.holds("web", one.id)) {
                    holds(one.id, now, what);
                } else {
                    lacks(one.id, before.contains(one.id), now, what);
                }
            }
            assertThat(node.isComplete()).as(when).isFalse();
        }

        private void holds(String id, long now, String what) {
            held.add(id);
            lostAt.remove(id);
            lackedSince.remove(id);
            long since = heldSince.computeIfAbsent(id, absent -> now);
            if (now - Math.max(since, startedAt) > GRACE_MILLIS) {
                assertThat(listed).as("%s is held", what).contains(id);
            }
        }

        private void lacks(String id, boolean wasListed, long now, String what) {
            Long since = heldSince.remove(id);
            if (since != null && now - since > GRACE_MILLIS) {
                lostAt.put(id, now);
            }
            long lacked = now - lackedSince.computeIfAbsent(id, absent -> now);
            boolean over = lacked > ListMerge.PATIENCE_MILLIS - GRACE_MILLIS;
            if (listed.contains(id)) {
                kept++;
                assertThat(now - lostAt.getOrDefault(id, now))
                        .as("%s, which lists it no more, is listed", what)
                        .isLessThanOrEqualTo(GRACE_MILLIS);
                assertThat(lacked).as("%s is listed", what).isLessThan(ListMerge.PATIENCE_MILLIS + GRACE_MILLIS);
            } else if (wasListed) {
                boolean mayHaveHeard = now - startedAt <= GRACE_MILLIS && lostBefore.contains(id);
                assertThat(over || held.contains(id) || mayHaveHeard)
                        .as("%s, lacked for %d ms, may leave the list", what, lacked)
                        .isTrue();
                if (held.contains(id) || mayHaveHeard) {
                    droppedAsListedBefore++;
                } else {
                    droppedAfterPatience++;
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIncompleteNodesLackStaysListedForFiveMinutes(long seed) {
        world = new TwinWorld(seed);
        for (int i = 1; i <= 3; i++) {
            readers.add(new Reader(i));
        }
        for (int i = 0; i < 12; i++) {
            register();
        }
        for (int step = 0; step < STEPS; step++) {
            if (step % STEPS_BETWEEN == STEPS_BETWEEN - 1) {
                disturb();
            }
            world.run(STEP_MILLIS);
            String when = "seed %d, step %d".formatted(seed, step);
            readers.forEach(reader -> reader.check(when));
        }
        assertThat(kept).isGreaterThan(1_000);
        assertThat(droppedAsListedBefore).isGreaterThan(10);
        assertThat(droppedAfterPatience).isGreaterThan(5);
    }

    private void register() {
        int number = registrants.size();
        String host = "10.0.1." + number;
        TwinWorld.Member client = world.client(host, "10.0.0.1", "10.0.0.2", "10.0.0.3");
        Lease lease = number % 4 == 3 ? Lease.held() : Lease.ttl(Duration.ofSeconds(30));
        String id = "id" + number;
        registrants.add(new Registrant(
                id, host, client, client.register("web", Instance.of(host, 9000).id(id), lease)));
    }

    private void disturb() {
        Reader one = readers.get(world.chance.nextInt(readers.size()));
        Reader other = readers.get(world.chance.nextInt(readers.size()));
        Registrant registrant = registrants.get(world.chance.nextInt(registrants.size()));
        switch (world.chance.nextInt(7)) {
            case 0, 1 -> {
                readers.forEach(peer -> world.network.cut(one.node.address(), peer.node.address()));
                one.restart();
            }
            case 2 -> readers.forEach(peer -> world.network.cut(one.node.address(), peer.node.address()));
            case 3 -> world.network.heal(one.node.address(), other.node.address());
            case 4 -> world.network.cut(registrant.host, one.node.address());
            case 5 -> readers.forEach(peer -> world.network.heal(registrant.host, peer.node.address()));
            default -> {
                registrant.client.loop().execute(registrant.registration::deregister);
                register();
            }
        }
    }
}
