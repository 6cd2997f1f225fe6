package hera.registry.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.Sample;
import hera.registry.gossip.GossipSettings;
import hera.registry.wire.PageFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of the traffic of gossip, and of the time that it saves. */
@Tag("figures")
class TrafficFiguresTest {
    private static final int INSTANCES = 10_000;
    private static final int BODY_BYTES = 200;
    private static final double UNBOUNDED = Double.MAX_VALUE;

    /** 25 nodes, 100 ms a hop, 100 writes a second: the task of Fly.io's gossip-glomers 3d and 3e. */
    @ParameterizedTest
    @CsvSource({
        "24, 350, 30, 30, 400, 600",
        "24, 800, 30, 20, 1000, 2000",
        "24, 250, 30, 0, 0, 0",
        "24, 450, 30, 0, 0, 0",
        "24, 1000, 30, 0, 0, 0",
        "24, 1, 3, 0, 0, 0",
        "24, 350, 3, 0, 0, 0",
        "3, 1, 3, 0, 0, 0",
        "3, 50, 3, 0, 0, 0",
        "6, 1, 3, 0, 0, 0",
        "12, 1, 3, 0, 0, 0"
    })
    void writesReachTwentyFiveNodesWithinTheBars(
            int fanout, long mergeWindowMillis, long intervalSeconds, int messages, int medianMillis, int maxMillis) {
        GossipSettings settings = new GossipSettings(
                Duration.ofSeconds(intervalSeconds),
                fanout,
                GossipSettings.DEFAULT_HOLD,
                Duration.ofMillis(mergeWindowMillis));
        Mesh mesh = new Mesh(25, settings, Duration.ofMillis(100), PageFormat.RICH, 1);
        PropagationProbe reach = new PropagationProbe(mesh);
        mesh.start(Duration.ofSeconds(intervalSeconds));
        mesh.time.runFor(Duration.ofSeconds(2 * intervalSeconds));
        writeFor(Duration.ofSeconds(5), mesh, reach);
        mesh.countFromHere();
        reach.forget();
        writeFor(Duration.ofSeconds(20), mesh, reach);
        Mesh.Traffic traffic = mesh.traffic();
        mesh.time.runFor(Duration.ofSeconds(10));

        double perWrite = traffic.messages() / 2_000.0;
        Sample millis = reach.millis();
        System.out.printf(
                "25 nodes fanout=%d merge-window=%d ms interval=%d s: messages per write=%.2f median=%.0f ms max=%.0f ms"
                        + " redundancy=%.3f%n",
                fanout,
                mergeWindowMillis,
                intervalSeconds,
                perWrite,
                millis.median(),
                millis.max(),
                (traffic.fresh() + traffic.stale()) / (double) traffic.fresh());
        assertThat(reach.underWay()).isZero();
        assertThat(millis.size()).isEqualTo(2_000);
        assertThat(perWrite).isLessThanOrEqualTo(bar(messages));
        assertThat(millis.median()).isLessThanOrEqualTo(bar(medianMillis));
        assertThat(millis.max()).isLessThanOrEqualTo(bar(maxMillis));
    }

    private static double bar(int value) {
        return value == 0 ? UNBOUNDED : value;
    }

    private static void writeFor(Duration time, Mesh mesh, PropagationProbe reach) {
        for (long write = time.toMillis() / 10; write > 0; write--) {
            reach.write(mesh.anyMember());
            mesh.time.runFor(Duration.ofMillis(10));
        }
    }

    /** A million heartbeats of 10,000 instances, 1,000 a second. */
    @ParameterizedTest
    @CsvSource({
        "2, RICH, false, 50",
        "3, RICH, false, 50",
        "2, RICH, true, 50",
        "3, RICH, true, 50",
        "2, PLAIN, false, 50",
        "3, PLAIN, false, 50",
        "2, RICH, false, 1",
        "2, RICH, false, 1000"
    })
    void eachHeartbeatTravelsOnceToEachOtherNode(int nodes, PageFormat form, boolean changed, long mergeWindowMillis) {
        GossipSettings settings = new GossipSettings(
                Duration.ofSeconds(1), 3, GossipSettings.DEFAULT_HOLD, Duration.ofMillis(mergeWindowMillis));
        Mesh mesh = new Mesh(nodes, settings, Duration.ofMillis(1), form, 1);
        mesh.start(Duration.ofSeconds(1));
        mesh.time.runFor(Duration.ofSeconds(2));
        heartbeats(mesh, 0, false);
        mesh.time.runFor(Duration.ofSeconds(3));
        mesh.countFromHere();
        for (int beat = 1; beat <= 100; beat++) {
            heartbeats(mesh, beat, changed);
        }
        mesh.time.runFor(Duration.ofSeconds(3));
        Mesh.Traffic traffic = mesh.traffic();
        System.out.printf(
                "1,000,000 heartbeats nodes=%d form=%s changed=%b merge-window=%d ms: bytes=%,d (requests %,d answers %,d)"
                        + " per heartbeat and copy=%.1f messages=%,d stale=%d%n",
                nodes,
                form,
                changed,
                mergeWindowMillis,
                traffic.bytes(),
                traffic.questionBytes(),
                traffic.answerBytes(),
                traffic.bytes() / 1e6 / (nodes - 1),
                traffic.messages(),
                traffic.stale());
        assertThat(traffic.fresh()).isEqualTo(1_000_000L * (nodes - 1));
    }

    /** 1,000 instances of 100 bytes with the defaults, 1 ms a hop, for 30 s. */
    @ParameterizedTest
    @CsvSource({
        "3, 1000, false, false",
        "3, 1000, false, true",
        "5, 1000, false, false",
        "5, 1000, false, true",
        "9, 1000, false, false",
        "9, 1000, false, true",
        "3, 300, true, false",
        "5, 300, true, false",
        "9, 300, true, false"
    })
    void heartbeatsThatChangeNothingShareTheirMessages(int nodes, int perSecond, boolean changed, boolean roundAll) {
        GossipSettings settings =
                new GossipSettings(Duration.ofSeconds(3), 3, GossipSettings.DEFAULT_HOLD, Duration.ofMillis(1));
        Mesh mesh = new Mesh(nodes, settings, Duration.ofMillis(1), PageFormat.RICH, 1);
        mesh.start(Duration.ofSeconds(1));
        mesh.time.runFor(Duration.ofSeconds(5));
        beatFor(10, mesh, perSecond, changed, roundAll);
        mesh.countFromHere();
        beatFor(30, mesh, perSecond, changed, roundAll);
        Mesh.Traffic traffic = mesh.traffic();
        double beats = 30.0 * perSecond;
        System.out.printf(
                "%d nodes, %d heartbeats/s, changed=%b, round all=%b: messages a second=%.1f a heartbeat=%.4f;"
                        + " bytes a second=%,.0f a heartbeat=%.0f, and copy %.0f%n",
                nodes,
                perSecond,
                changed,
                roundAll,
                traffic.messages() / 30.0,
                traffic.messages() / beats,
                traffic.bytes() / 30.0,
                traffic.bytes() / beats,
                traffic.bytes() / beats / (nodes - 1));
        assertThat(traffic.messages() / beats).isLessThan(changed ? 2.0 * nodes : 0.5);
    }

    private static void beatFor(int seconds, Mesh mesh, int perSecond, boolean changed, boolean roundAll) {
        for (int beat = 0; beat < seconds * perSecond; beat++) {
            int instance = beat % 1_000;
            String body =
                    "{\"host\":\"10.0.%d.%d\",\"port\":8080,\"zone\":\"eu-west-1\",\"version\":\"1.4.2\",\"count\":%d}"
                            .formatted(
                                    instance / 256,
                                    instance % 256,
                                    5_000_000_000L + (changed ? mesh.time.millis() : 0));
            mesh.put(
                    mesh.members.get(roundAll ? beat % mesh.members.size() : 0),
                    Key.of(instance),
                    body.getBytes(StandardCharsets.UTF_8));
            mesh.time.runFor(Duration.ofNanos(1_000_000_000L / perSecond));
        }
    }

    private static void heartbeats(Mesh mesh, int beat, boolean changed) {
        for (int instance = 0; instance < INSTANCES; instance++) {
            Mesh.Member at = mesh.members.get(instance % mesh.members.size());
            mesh.put(at, Key.of(instance), body(instance, changed ? beat : 0));
            mesh.time.runFor(Duration.ofMillis(1));
        }
    }

    private static byte[] body(int instance, int version) {
        String begin = "{\"host\":\"10.0.%d.%d\",\"port\":8080,\"version\":\"%d\",\"path\":\"/"
                .formatted(instance / 256, instance % 256, version);
        String end = "\"}";
        return (begin + "x".repeat(BODY_BYTES - begin.length() - end.length()) + end).getBytes(StandardCharsets.UTF_8);
    }
}
