package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.harness.RunningNode;
import hera.registry.settings.ClientLimits;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrangersPullsTest {
    private static final String WAITING = "GET /_deltas?x=0 HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=999999999\r\n";

    /** A node whose clients may hold two requests each, with a peer that is configured and not there. */
    private static RunningNode node() {
        ClientLimits usual = ClientLimits.DEFAULT;
        return new RunningNode(settings -> settings.cluster(Map.of(new NodeName("peer"), HostPort.parse("localhost:1")))
                .clients(new ClientLimits(
                        null, 2, null, usual.headerTimeout(), usual.bodyTimeout(), usual.idleTimeout())));
    }

    @Test
    void strangersPullsAreTheirHeldRequestsAndPeersAreNot() throws Exception {
        try (RunningNode node = node()) {
            DeltasService service =
                    node.application().context().getBean(Gossip.class).service();
            try (Socket nameless = node.raw(WAITING + "\r\n");
                    Socket stranger = node.raw(WAITING + "Hera-Node: stranger;1\r\n\r\n")) {
                await().atMost(Duration.ofSeconds(60)).until(() -> service.waiting() == 2);
                assertThat(nameless.isConnected() && stranger.isConnected()).isTrue();
                assertThat(node.metric("hera_held_requests{kind=\"pull\"}")).isEqualTo(2);
                HttpResponse<String> refused = node.get("/_deltas?x=0", "Prefer", "wait=1");
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.body()).contains("max-client-held");
                assertThat(refused.headers().firstValue("Retry-After")).contains("2");
                assertThat(node.metric("hera_denied_total{reason=\"rate\"}")).isEqualTo(1);
                assertThat(node.get("/_deltas?x=0", "Prefer", "wait=0.01", "Hera-Node", "peer;1")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(node.get("/_deltas?x=0").statusCode()).isEqualTo(200);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> service.waiting() == 0);
            assertThat(node.get("/_deltas?x=0", "Prefer", "wait=0.01").statusCode())
                    .isEqualTo(200);
        }
    }
}
