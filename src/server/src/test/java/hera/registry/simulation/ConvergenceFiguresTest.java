package hera.registry.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.Sample;
import hera.registry.gossip.GossipSettings;
import hera.registry.wire.PageFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of the rounds and hops that news takes, and of the copies that are sent. */
@Tag("figures")
class ConvergenceFiguresTest {
    private static final Duration HOP = Duration.ofMillis(1);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Mesh.Choice BY_CHANCE = (time, member) -> null;
    private static final GossipSettings RANDOM_PULLS =
            new GossipSettings(INTERVAL, 0, GossipSettings.DEFAULT_HOLD, Duration.ofMillis(1));

    @ParameterizedTest
    @CsvSource({"10, 101, 7", "100, 31, 14", "1000, 3, 20"})
    void randomPullsAloneConvergeAsFastAsTheory(int nodes, int seeds, double theory) {
        Sample inStep = new Sample();
        Sample unphased = new Sample();
        for (int seed = 1; seed <= seeds; seed++) {
            inStep.add(Math.ceil(intervalsToAgree(nodes, Duration.ZERO, seed, BY_CHANCE)));
            unphased.add(intervalsToAgree(nodes, INTERVAL, seed, BY_CHANCE));
        }
        System.out.printf(
                "rounds n=%d seeds=%d in-step median=%.0f max=%.0f unphased median=%.1f max=%.1f theory=%.0f%n",
                nodes, seeds, inStep.median(), inStep.max(), unphased.median(), unphased.max(), theory);
        assertThat(inStep.median()).isLessThanOrEqualTo(theory);
        assertThat(unphased.median()).isLessThanOrEqualTo(theory);
    }

    /** All agree which round it is, and in round r each node asks the one 2^r places before it on the ring of names. */
    @ParameterizedTest
    @CsvSource({"10, 4", "100, 7", "1000, 10"})
    void peersChosenInTurnConvergeInTheFewestRoundsThereAre(int nodes, int log2) {
        Mesh.Choice inTurn = (time, member) -> {
            return new RandomGenerator() {
                @Override
                public int nextInt(int peers) {
                    long round = time.nanos() / INTERVAL.toNanos();
                    int target = Math.floorMod(member - (1 << round % log2), nodes);
                    return target < member ? target : target - 1;
                }

                @Override
                public long nextLong() {
                    throw new AssertionError("only peers are chosen");
                }
            };
        };
        double inStep = Math.ceil(intervalsToAgree(nodes, Duration.ZERO, 1, inTurn));
        double unphased = intervalsToAgree(nodes, INTERVAL, 1, inTurn);
        System.out.printf("rounds n=%d peers in turn: in-step %.0f unphased %.1f%n", nodes, inStep, unphased);
        assertThat(inStep).isEqualTo(log2);
    }

    /** Every node writes once; how many intervals until every node has every write. */
    private static double intervalsToAgree(int nodes, Duration startsWithin, int seed, Mesh.Choice choice) {
        Mesh mesh = new Mesh(nodes, RANDOM_PULLS, HOP, PageFormat.RICH, seed, choice);
        mesh.start(startsWithin);
        mesh.time.runFor(INTERVAL.multipliedBy(5).dividedBy(2));
        mesh.countFromHere();
        long beganNanos = mesh.time.nanos();
        mesh.members.forEach(member -> mesh.put(member, Key.of(member.index()), body(member.index())));
        long[] agreedNanos = {0};
        long copies = (long) nodes * (nodes - 1);
        mesh.afterEachAnswer(member -> {
            if (agreedNanos[0] == 0 && mesh.traffic().fresh() == copies) {
                agreedNanos[0] = mesh.time.nanos();
            }
        });
        for (int round = 0; agreedNanos[0] == 0; round++) {
            assertThat(round).isLessThan(100);
            mesh.time.runFor(INTERVAL);
        }
        return (agreedNanos[0] - beganNanos) / (double) INTERVAL.toNanos();
    }

    @ParameterizedTest
    @CsvSource({
        "10, 3, 40",
        "10, 9, 40",
        "100, 3, 40",
        "100, 6, 40",
        "100, 24, 40",
        "1000, 3, 5",
        "1000, 6, 5",
        "1000, 10, 5"
    })
    void theRingCarriesAWriteToEveryoneOnce(int nodes, int fanout, int writes) {
        Duration hop = Duration.ofMillis(100);
        GossipSettings settings =
                new GossipSettings(Duration.ofHours(1), fanout, Duration.ofMinutes(5), Duration.ofMillis(1));
        Mesh mesh = new Mesh(nodes, settings, hop, PageFormat.RICH, 1);
        PropagationProbe reach = new PropagationProbe(mesh);
        mesh.start(Duration.ofSeconds(1));
        mesh.time.runFor(Duration.ofSeconds(5));
        mesh.countFromHere();
        for (int write = 0; write < writes; write++) {
            reach.write(mesh.anyMember());
            mesh.time.runFor(Duration.ofSeconds(8));
        }
        Mesh.Traffic traffic = mesh.traffic();
        System.out.printf(
                "ring n=%d fanout=%d hops median=%.0f max=%.0f copies per node=%.3f messages per write=%.0f%n",
                nodes,
                fanout,
                reach.millis().median() / hop.toMillis(),
                reach.millis().max() / hop.toMillis(),
                (traffic.fresh() + traffic.stale()) / (double) (writes * (nodes - 1L)),
                traffic.messages() / (double) writes);
        assertThat(reach.underWay()).isZero();
        assertThat(traffic.fresh()).isEqualTo(writes * (nodes - 1L));
        assertThat(traffic.stale()).isZero();
    }

    @Test
    void fullPullsThatDoNotOverlapBringEachWriteOnceToEachNode() {
        Mesh.Traffic traffic = copies(RANDOM_PULLS, HOP, "full pulls only");
        assertThat(traffic.stale()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 1", "100, 1", "100, 50"})
    void heldPullsSendFewCopiesTwice(long hopMillis, long mergeWindowMillis) {
        GossipSettings settings = new GossipSettings(
                Duration.ofSeconds(3), 3, GossipSettings.DEFAULT_HOLD, Duration.ofMillis(mergeWindowMillis));
        Mesh.Traffic traffic = copies(
                settings,
                Duration.ofMillis(hopMillis),
                "held pulls fanout=3 hop=%d ms merge-window=%d ms".formatted(hopMillis, mergeWindowMillis));
        assertThat((traffic.fresh() + traffic.stale()) / (double) traffic.fresh())
                .isLessThanOrEqualTo(1.5);
    }

    /** 2,000 writes, 100 a second, to 25 nodes. */
    private static Mesh.Traffic copies(GossipSettings settings, Duration hop, String what) {
        int writes = 2_000;
        Mesh mesh = new Mesh(25, settings, hop, PageFormat.RICH, 1);
        mesh.start(settings.interval());
        mesh.time.runFor(settings.interval().multipliedBy(400)); // until everyone has once asked everyone
        mesh.countFromHere();
        for (int write = 0; write < writes; write++) {
            mesh.put(mesh.anyMember(), Key.of(write), body(write));
            mesh.time.runFor(Duration.ofMillis(10));
        }
        mesh.time.runFor(settings.interval().multipliedBy(20));
        Mesh.Traffic traffic = mesh.traffic();
        System.out.printf(
                "copies n=25 %s: fresh=%d stale=%d redundancy=%.3f%n",
                what, traffic.fresh(), traffic.stale(), (traffic.fresh() + traffic.stale()) / (24.0 * writes));
        assertThat(traffic.fresh()).isEqualTo(24L * writes);
        return traffic;
    }

    private static byte[] body(int number) {
        return "{\"port\":%d}".formatted(number).getBytes(StandardCharsets.UTF_8);
    }
}
