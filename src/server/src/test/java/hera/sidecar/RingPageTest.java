package hera.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.HostPort;
import hera.foundation.time.Moment;
import hera.harness.ManualTimer;
import hera.harness.NodeClient;
import hera.sidecar.SeenMember.State;
import hera.sidecar.discovery.MemberAddresses;
import hera.sidecar.ring.KeySample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code /_ring} says, of the three members of the contract's test vectors. */
class RingPageTest {
    private static final long SINCE = 1_700_000_000_000L;

    private final ManualTimer timer = new ManualTimer();
    private final HandTurnedNode node = new HandTurnedNode();
    private final LiveRing live = new LiveRing(
            node,
            "127.0.0.1:5000",
            () -> new Moment(SINCE, timer.now().toMillis()),
            timer,
            new MemberAddresses(host -> List.of(InetAddress.getLoopbackAddress()), timer),
            new KeySample(),
            new SidecarMetrics(new SimpleMeterRegistry()));
    private final RingPage page = new RingPage(
            SettingsFor.flags(
                    "--discovery.json.file=hosts.json", "--listen.ringpop=127.0.0.1:5000", "--key=header:user"),
            live,
            node);

    @BeforeEach
    void start() {
        node.joined = true;
        node.members = List.of(member(5000, State.ALIVE, false), member(5001, State.ALIVE, false));
        live.start();
        timer.advance(Duration.ZERO);
        node.turn(List.of(
                member(5000, State.ALIVE, false),
                member(5001, State.SUSPECT, false),
                member(5002, State.ALIVE, false),
                member(5003, State.GONE, false),
                member(5004, State.ALIVE, true)));
        timer.advance(Duration.ZERO);
    }

    private static SeenMember member(int port, State state, boolean resting) {
        return new SeenMember("127.0.0.1:" + port, new HostPort("127.0.0.1", port), state, resting, SINCE);
    }

    @Test
    void ringSaysWhatItIsMadeOfAndHowKeysAreFound() {
        JsonNode ring = parse(page.ring());
        assertThat(ring.get("ring").asString()).isEqualTo("default");
        assertThat(ring.get("self").asString()).isEqualTo("127.0.0.1:5000");
        assertThat(ring.get("checksum").asString()).isEqualTo("8c31463a4981d07e");
        assertThat(ring.get("algorithm").asString()).isEqualTo("rendezvous-1");
        assertThat(ring.get("key").toString()).isEqualTo("[\"header:user\",\"ip\"]");
        assertThat(ring.get("policy").asString()).isEqualTo("next");
        assertThat(ring.has("conflict")).isFalse();
    }

    @Test
    void membersHaveStateShareAndWhatIsOpenToThem() {
        live.current().loads().get(1).begin();
        JsonNode members = parse(page.ring()).get("members");
        assertThat(members.size()).isEqualTo(5);
        JsonNode suspect = members.get("127.0.0.1:5001");
        assertThat(suspect.get("address").asString()).isEqualTo("127.0.0.1:5001");
        assertThat(suspect.get("state").asString()).isEqualTo("suspect");
        assertThat(suspect.get("since").asString()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(suspect.get("on_ring").asBoolean()).isTrue();
        assertThat(suspect.get("inflight").asInt()).isEqualTo(1);
        for (String off : List.of("127.0.0.1:5003", "127.0.0.1:5004")) {
            assertThat(members.get(off).get("on_ring").asBoolean()).as(off).isFalse();
            assertThat(members.get(off).get("share").asDouble()).as(off).isZero();
        }
        assertThat(members.get("127.0.0.1:5003").get("state").asString()).isEqualTo("gone");
        double shares = members.valueStream()
                .mapToDouble(member -> member.get("share").asDouble())
                .sum();
        assertThat(shares).isBetween(0.99999, 1.00001);
    }

    @Test
    void lastChangeSaysWhoCameAndHowMuchMoved() {
        JsonNode change = parse(page.ring()).get("last_change");
        assertThat(change.get("at").asString()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(change.get("joined").toString()).isEqualTo("[\"127.0.0.1:5002\"]");
        assertThat(change.get("left").toString()).isEqualTo("[]");
        double newcomers = parse(page.ring())
                .get("members")
                .get("127.0.0.1:5002")
                .get("share")
                .asDouble();
        assertThat(change.get("moved").asDouble()).isEqualTo(newcomers);
    }

    @Test
    void keysOwnerAndThoseAfterItAreTold() {
        JsonNode owner = parse(Objects.requireNonNull(page.owner("alice")));
        assertThat(owner.get("key").asString()).isEqualTo("alice");
        assertThat(owner.get("hash").asString()).isEqualTo("73a3ea485f2e6049");
        assertThat(owner.get("owner").asString()).isEqualTo("127.0.0.1:5000");
        assertThat(owner.get("address").asString()).isEqualTo("127.0.0.1:5000");
        assertThat(owner.get("checksum").asString()).isEqualTo("8c31463a4981d07e");
        assertThat(owner.get("why").asString()).contains("127.0.0.1:5000", "greatest score");
        List<String> order = new ArrayList<>();
        owner.get("order")
                .forEach(member -> order.add(member.get("member").asString() + " "
                        + member.get("address").asString() + " "
                        + member.get("state").asString()));
        assertThat(order)
                .containsExactly(
                        "127.0.0.1:5000 127.0.0.1:5000 alive",
                        "127.0.0.1:5001 127.0.0.1:5001 suspect",
                        "127.0.0.1:5002 127.0.0.1:5002 alive");
        assertThat(owner.get("order").get(0).get("score").asString()).isEqualTo("fb30ad921d1617be");
    }

    @Test
    void emptyRingHasNoOwner() {
        node.turn(List.of());
        timer.advance(Duration.ZERO);
        assertThat(page.owner("alice")).isNull();
    }

    private static JsonNode parse(byte[] json) {
        return NodeClient.parse(new String(json, UTF_8));
    }
}
