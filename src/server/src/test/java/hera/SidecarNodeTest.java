package hera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.server.HeraServer;
import hera.harness.FreePorts;
import hera.harness.NodeClient;
import hera.harness.RunningNode;
import hera.sidecar.start.SidecarCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Two whole sidecars in this process that know nothing but a registry. */
class SidecarNodeTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @AutoClose
    private final RunningNode registry = new RunningNode();

    private final List<HeraServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(HeraServer::close);
    }

    @Test
    void membersMeetInARegistryAndLeaveIt() throws Exception {
        NodeClient one = start("one");
        NodeClient two = start("two");
        await().atMost(SOON).until(() -> members(one) == 2 && members(two) == 2);
        await().atMost(SOON).until(() -> registry.get("/shop/two").statusCode() == 200);
        assertThat(registry.get("/shop/one").statusCode()).isEqualTo(200);
        consoleIsServed(one);
        servers.remove(1).close();
        await().atMost(SOON).until(() -> registry.get("/shop/two").statusCode() == 404);
        assertThat(registry.get("/shop/one").statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> onRing(one) == 1);
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

    private static int members(NodeClient member) {
        return member.json("/_ring").get("members").size();
    }

    private static long onRing(NodeClient member) {
        return member.json("/_ring")
                .get("members")
                .valueStream()
                .filter(other -> other.get("on_ring").asBoolean())
                .count();
    }

    /** Returns its debug address. */
    private NodeClient start(String identity) throws IOException {
        int debug = FreePorts.any();
        StringWriter err = new StringWriter();
        int code = SidecarCommand.line(
                        (settings, addresses) -> {
                            HeraServer server = SidecarNode.start(settings, addresses);
                            servers.add(server);
                            return server;
                        },
                        Map.of())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "--listen.http=127.0.0.1:" + FreePorts.any(),
                        "--listen.ringpop=127.0.0.1:" + FreePorts.any(),
                        "--listen.debug=127.0.0.1:" + debug,
                        "--ring.identity=" + identity,
                        "--drain=0",
                        "--discovery.hera=127.0.0.1:" + registry.application().port() + "/shop");
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        return new NodeClient(debug);
    }
}
