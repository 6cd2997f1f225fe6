package hera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.NodeClient;
import hera.harness.RunningNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Two whole sidecars in this process that know nothing but a registry. */
class SidecarNodeTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @AutoClose
    private final RunningNode registry = new RunningNode();

    @Test
    void membersMeetInARegistryAndLeaveIt() throws Exception {
        try (RunningSidecar one = start("one")) {
            RunningSidecar two = start("two");
            try (two) {
                await().atMost(SOON).until(() -> one.members() == 2 && two.members() == 2);
                await().atMost(SOON).until(() -> registry.get("/shop/two").statusCode() == 200);
                assertThat(registry.get("/shop/one").statusCode()).isEqualTo(200);
                consoleIsServed(one.debug());
            }
            await().atMost(SOON).until(() -> registry.get("/shop/two").statusCode() == 404);
            assertThat(registry.get("/shop/one").statusCode()).isEqualTo(200);
            await().atMost(SOON).until(() -> one.onRing() == 1);
        }
    }

    private static void consoleIsServed(NodeClient member) {
        for (String file : List.of("", "ring.js", "ring.css", "base.css", "plot.js", "state.js")) {
            assertThat(member.get("/_console/" + file).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(member.get("/_console/main.js").statusCode()).isEqualTo(404);
        assertThat(member.get("/_console/").body()).contains("Who owns a key?");
        String checksum = member.json("/_ring").get("checksum").asString();
        await().atMost(SOON)
                .until(() -> member.json("/_console/views")
                        .path("two")
                        .path("checksum")
                        .asString("")
                        .equals(checksum));
    }

    private RunningSidecar start(String identity) {
        return RunningSidecar.start(
                "--ring.identity=" + identity,
                "--discovery.hera=127.0.0.1:" + registry.application().port() + "/shop");
    }
}
