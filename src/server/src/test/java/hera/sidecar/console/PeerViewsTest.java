package hera.sidecar.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import hera.foundation.http.HostPort;
import hera.foundation.time.Moment;
import hera.harness.FreePorts;
import hera.harness.NodeClient;
import hera.sidecar.ring.HashRing;
import hera.sidecar.ring.RingMember;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a member is told of the rings that others see; the other is a server whose answer a test chooses. */
class PeerViewsTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, HostPort> peers = new TreeMap<>();
    private HttpServer peer;
    private volatile String answer = "{}";
    private volatile String environment = "";
    private long nowMillis = 5_000;
    private final PeerViews views =
            new PeerViews("ring.shop", () -> peers, () -> new Moment(nowMillis, nowMillis), () -> null);

    @BeforeEach
    void start() throws IOException {
        peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        peer.createContext("/_nodes", exchange -> {
            asked.incrementAndGet();
            environment = exchange.getRequestHeaders().getFirst("Hera-Environment");
            byte[] body = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 421 : 200, body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        peer.start();
        peers.put("b", new HostPort("127.0.0.1", peer.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        peer.stop(0);
    }

    @Test
    void checksumIsOfWhoIsOnTheRingByThePeer() {
        answer = """
            {"a":{"host":"h","port":1,"state":"alive"},"b":{"host":"h","port":2,"state":"suspect"},
             "c":{"host":"h","port":3,"state":"gone"},"d":{"host":"h","port":4,"resting":true,"state":"alive"}}""";
        JsonNode view = ask().get("b");
        HashRing expected = HashRing.of(List.of(new RingMember("a", "h:1"), new RingMember("b", "h:2")));
        assertThat(view.get("checksum").asString()).isEqualTo(HashRing.hex(expected.checksum()));
        assertThat(view.get("members").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(environment).isEqualTo("ring.shop");
    }

    @Test
    void membersAreAskedOnceASecondHoweverManyLook() {
        ask();
        nowMillis += 999;
        ask();
        assertThat(asked).hasValue(1);
        nowMillis += 1;
        ask();
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatIsNoListIsSaidAndStopsNoOther() {
        answer = "no JSON";
        peers.put("away", new HostPort("127.0.0.1", FreePorts.any()));
        assertThat(ask().get("b").get("error").asString()).isEqualTo("no list of members");
        assertThat(ask().get("away").get("error").asString()).isEqualTo("not reached");
        answer = "";
        nowMillis += 1_000;
        assertThat(ask().get("b").get("error").asString()).isEqualTo("HTTP 421");
        answer = "{\"a\":{\"host\":\"x y\",\"port\":0,\"state\":\"alive\"}}";
        nowMillis += 1_000;
        assertThat(ask().get("b").get("error").asString()).isEqualTo("no list of members");
    }

    private JsonNode ask() {
        return NodeClient.parse(new String(views.json(), UTF_8));
    }
}
