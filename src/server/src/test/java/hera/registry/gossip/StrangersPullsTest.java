package hera.registry.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.RunningNode;
import hera.registry.gossip.transport.DeltasServlet;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrangersPullsTest {
    @Test
    void strangersPullsAreBoundedAndPeersAreNot() throws Exception {
        try (RunningNode node = new RunningNode()) {
            DeltasService service =
                    node.application().context().getBean(Gossip.class).service();
            List<Socket> strangers = new ArrayList<>();
            for (int i = 0; i < DeltasServlet.MOST_STRANGERS_PULLS; i++) {
                strangers.add(
                        node.raw("GET /_deltas?x=0 HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=999999999\r\n\r\n"));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> service.waiting() == strangers.size());
            var refused = node.get("/_deltas?x=0", "Prefer", "wait=1");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("1000 pulls of askers without Hera-Node");
            assertThat(refused.headers().firstValue("Retry-After")).contains("2");
            assertThat(node.get("/_deltas?x=0", "Prefer", "wait=0.01", "Hera-Node", "peer;1")
                            .statusCode())
                    .isEqualTo(200);
            for (Socket stranger : strangers) {
                stranger.close();
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> service.waiting() == 0);
            assertThat(node.get("/_deltas?x=0", "Prefer", "wait=0.01").statusCode())
                    .isEqualTo(200);
        }
    }
}
