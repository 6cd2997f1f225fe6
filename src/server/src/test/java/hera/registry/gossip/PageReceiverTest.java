package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.http.ContentDigest;
import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.harness.Digests;
import hera.harness.LogRecorder;
import hera.registry.gossip.PullFailedException.Kind;
import hera.registry.replica.Deltas;
import hera.registry.replica.Digest;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.wire.DeltasCodec;
import hera.registry.wire.InstanceReader;
import hera.registry.wire.PageFormat;
import hera.registry.wire.WireNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Unsound pages of a peer, received through the real codec and replica, and their way to a second node. */
class PageReceiverTest {
    private static final NodeName PEER = new NodeName("peer");
    private static final NodeName ORIGIN = new NodeName("origin");
    private static final ServiceName SERVICE = new ServiceName("srv");
    private static final long NOW = GossipTime.EPOCH;
    private static final long DAY = 24L * 60 * 60 * 1000;
    private static final String SOUND_BEFORE = "[\"srv\", \"before\", {}, " + (NOW - 2) + ", {\"age\": 1}]";
    private static final String SOUND_AFTER = "[\"srv\", \"after\", {}, " + (NOW + 2) + ", {\"age\": 1}]";
    private static final Digest EVERYTHING = Digests.at(Map.of(), 0);

    private final Node node = new Node("node");
    private final Node next = new Node("next");

    private static final class Node {
        final GossipTime time = new GossipTime();
        final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        final DeltasCodec codec = new DeltasCodec(new InstanceReader(200, 8), WireNames.ANY);
        final Replica replica;
        final PageReceiver receiver;

        Node(String name) {
            this(name, new ReplicaBounds(300_000, 1_000, 100));
        }

        Node(String name, ReplicaBounds bounds) {
            replica = new Replica(new NodeName(name), bounds, 42);
            receiver = new PageReceiver(replica, codec, time, new GossipMetrics(meters));
        }

        PageReceiver.Outcome take(byte[] page, @Nullable String contentDigest) throws PullFailedException {
            return receiver.receive(
                    PEER.value(),
                    new PullResponse(PageFormat.RICH, page, false, true, null, null, contentDigest, null, null),
                    EVERYTHING);
        }

        PageReceiver.Outcome take(String page) throws PullFailedException {
            return take(page.getBytes(StandardCharsets.UTF_8), null);
        }

        /** All that it would give to a peer. */
        byte[] page() {
            Deltas deltas = replica.deltas(EVERYTHING, Deltas.Detail.EVERYTHING_WHOLE, 1 << 20, time.now());
            return codec.encode(deltas, PageFormat.RICH);
        }

        boolean has(String id) {
            return replica.get(SERVICE, new InstanceId(id), time.now()) != null;
        }

        double rejected() {
            return meters.find("hera.rejected").tag("source", "peer").counters().stream()
                    .mapToDouble(counter -> counter.count())
                    .sum();
        }
    }

    static Stream<Arguments> badTuples() {
        String longest = "x".repeat(256);
        return Stream.of(
                Arguments.of("a number", "7"),
                Arguments.of("null", "null"),
                Arguments.of("an object", "{\"srv\": \"bad\"}"),
                Arguments.of("nothing", "[]"),
                Arguments.of("too few members", "[\"srv\", \"bad\"]"),
                Arguments.of("too many members", "[\"srv\", \"bad\", {}, " + NOW + ", {\"age\": 1}, 1]"),
                Arguments.of("service that is a number", "[1, \"bad\", {}, " + NOW + ", {\"age\": 1}]"),
                Arguments.of("id that is a number", "[\"srv\", 1, {}, " + NOW + ", {\"age\": 1}]"),
                Arguments.of("empty id", "[\"srv\", \"\", {}, " + NOW + ", {\"age\": 1}]"),
                Arguments.of("id of 256 bytes", "[\"srv\", \"" + longest + "\", {}, " + NOW + ", {\"age\": 1}]"),
                Arguments.of("control character", "[\"srv\", \"bad\\u0000\", {}, " + NOW + ", {\"age\": 1}]"),
                Arguments.of("instance that is a string", "[\"srv\", \"bad\", \"{}\", " + NOW + ", {\"age\": 1}]"),
                Arguments.of("instance that is an array", "[\"srv\", \"bad\", [], " + NOW + ", {\"age\": 1}]"),
                Arguments.of(
                        "instance that is too large",
                        "[\"srv\", \"bad\", {\"a\": \"" + "x".repeat(200) + "\"}, " + NOW + ", {\"age\": 1}]"),
                Arguments.of(
                        "instance that is too deep",
                        "[\"srv\", \"bad\", " + "{\"a\":".repeat(9) + "1" + "}".repeat(9) + ", " + NOW
                                + ", {\"age\": 1}]"),
                Arguments.of("timestamp that is a string", "[\"srv\", \"bad\", {}, \"" + NOW + "\", {\"age\": 1}]"),
                Arguments.of("negative timestamp", "[\"srv\", \"bad\", {}, -1, {\"age\": 1}]"),
                Arguments.of("fractional timestamp", "[\"srv\", \"bad\", {}, 1.5, {\"age\": 1}]"),
                Arguments.of("timestamp beyond 64 bits", "[\"srv\", \"bad\", {}, 99999999999999999999, {\"age\": 1}]"),
                Arguments.of(
                        "timestamp more than a day ahead",
                        "[\"srv\", \"bad\", {}, " + (NOW + DAY + 1) + ", {\"age\": 1}]"),
                Arguments.of(
                        "touch more than a day ahead", "[\"srv\", \"before\", " + (NOW + DAY + 1) + ", {\"age\": 1}]"),
                Arguments.of(
                        "deletion more than a day ahead",
                        "[\"srv\", \"before\", null, " + (NOW + DAY + 1) + ", {\"age\": 1}]"),
                Arguments.of("negative age", "[\"srv\", \"bad\", {}, " + NOW + ", {\"age\": -1}]"),
                Arguments.of("age beyond 64 bits", "[\"srv\", \"bad\", {}, " + NOW + ", {\"age\": 1e300}]"),
                Arguments.of("ttl of nothing", "[\"srv\", \"bad\", {}, " + NOW + ", {\"age\": 1, \"ttl\": 0}]"),
                Arguments.of(
                        "since after the timestamp",
                        "[\"srv\", \"bad\", {}, " + NOW + ", {\"age\": 1, \"since\": " + (NOW + 1) + "}]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTuples")
    void badTupleIsSkippedCountedLoggedAndNeverRelayed(String name, String tuple) throws Exception {
        try (LogRecorder log = new LogRecorder(PageReceiver.class)) {
            node.take("{\"origin\": [" + SOUND_BEFORE + ", " + tuple + ", " + SOUND_AFTER + "]}");
            assertThat(log.lines()).singleElement().asString().contains("peer=peer", "origin=origin", "rejected=1");
        }
        assertThat(node.rejected()).isEqualTo(1);
        assertThat(node.has("before")).isTrue();
        assertThat(node.has("after")).isTrue();
        assertThat(Digests.timestamps(node.replica.digest())).containsEntry(ORIGIN, NOW + 2);

        byte[] relayed = node.page();
        next.take(relayed, ContentDigest.of(relayed));
        assertThat(next.rejected()).isZero();
        assertThat(next.replica.counts(next.time.now()).live()).isEqualTo(Map.of(SERVICE, 2));
        assertThat(new String(relayed, StandardCharsets.UTF_8)).doesNotContain("bad");
    }

    @Test
    void timestampADayAheadIsTaken() throws Exception {
        node.take("{\"origin\": [[\"srv\", \"id\", {}, " + (NOW + DAY) + ", {\"age\": 1}]]}");
        assertThat(node.has("id")).isTrue();
        assertThat(node.rejected()).isZero();
    }

    @Test
    void timestampTooFarAheadDoesNotMoveTheCursor() throws Exception {
        PageReceiver.Outcome outcome =
                node.take("{\"origin\": [[\"srv\", \"bad\", {}, " + (NOW + DAY + 1) + ", {\"age\": 1}]]}");
        assertThat(outcome.moved()).as("it is not asked for again at once").isFalse();
        assertThat(Digests.timestamps(node.replica.digest()).getOrDefault(ORIGIN, 0L))
                .isZero();
    }

    @Test
    void pageForWhichThereIsNoRoomIsNotAskedForAgainAtOnce() throws Exception {
        Node full = new Node("full", new ReplicaBounds(300_000, 1, 100));
        assertThat(full.take("{\"origin\": [" + SOUND_BEFORE + "]}").moved()).isTrue();
        PageReceiver.Outcome outcome = full.take(
                "{\"origin\": [" + SOUND_BEFORE.replace("" + (NOW - 2), "" + NOW) + ", " + SOUND_AFTER + "]}");
        assertThat(outcome.full()).isTrue();
        assertThat(outcome.fresh()).containsExactly(ORIGIN);
        assertThat(outcome.moved()).as("the interval asks again").isFalse();
    }

    @Test
    void originWithABadNameIsSkippedWhole() throws Exception {
        String page = "{\"\\u0000\": [" + SOUND_BEFORE + "], \"origin\": [" + SOUND_AFTER + "]}";
        node.take(page);
        assertThat(node.rejected()).isEqualTo(1);
        assertThat(node.has("before")).isFalse();
        assertThat(node.has("after")).isTrue();
    }

    @Test
    void pageWithAnyOneBitFlippedIsDroppedWhole() throws Exception {
        node.take("{\"origin\": [" + SOUND_BEFORE + ", " + SOUND_AFTER + "]}");
        byte[] page = node.page();
        String header = ContentDigest.of(page);
        for (int bit = 0; bit < page.length * 8; bit++) {
            byte[] flipped = page.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> next.take(flipped, header))
                    .as("bit %d", bit)
                    .asInstanceOf(InstanceOfAssertFactories.type(PullFailedException.class))
                    .extracting(PullFailedException::kind)
                    .isEqualTo(Kind.CORRUPT);
        }
        assertThat(next.replica.stats().live()).isZero();
        assertThat(Digests.timestamps(next.replica.digest()).getOrDefault(ORIGIN, 0L))
                .isZero();
        next.take(page, header);
        assertThat(next.has("before")).isTrue();
    }

    @Test
    void pageThatIsNoneIsDroppedWhole() {
        for (String page : List.of("", "[]", "7", "<html>", "{\"origin\": 7}", "{\"origin\": [" + SOUND_BEFORE)) {
            assertThatThrownBy(() -> node.take(page))
                    .as(page)
                    .asInstanceOf(InstanceOfAssertFactories.type(PullFailedException.class))
                    .extracting(PullFailedException::kind)
                    .isEqualTo(Kind.MALFORMED);
        }
        assertThat(node.replica.stats().live()).isZero();
    }

    @Test
    void originThatWasNotAskedForIsNotTaken() throws Exception {
        byte[] page = ("{\"origin\": [" + SOUND_BEFORE + "]}").getBytes(StandardCharsets.UTF_8);
        PullResponse answer = new PullResponse(PageFormat.RICH, page, false, true, null, null, null, null, null);
        node.receiver.receive(PEER.value(), answer, Digests.at(Map.of(PEER, 0L)));
        assertThat(node.has("before")).isFalse();
    }

    @Test
    void manyBadTuplesAreOneLineInTheLog() throws Exception {
        try (LogRecorder log = new LogRecorder(PageReceiver.class)) {
            node.take("{\"origin\": [" + "[],".repeat(500) + "[]]}");
            assertThat(log.lines()).singleElement().asString().contains("rejected=501");
        }
        assertThat(node.rejected()).isEqualTo(501);
    }
}
