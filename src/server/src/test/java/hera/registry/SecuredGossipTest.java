package hera.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.access.SecuritySettings;
import hera.foundation.http.HostPort;
import hera.foundation.names.NodeName;
import hera.foundation.server.HeraServer;
import hera.harness.NodeClient;
import hera.harness.PlainSecurity;
import hera.registry.settings.RegistrySettings;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes without TLS know each other by a token. */
class SecuredGossipTest {
    private static final String[] ADMIN = {"Authorization", PlainSecurity.bearer("admin")};

    @TempDir
    private Path folder;

    private static HeraServer start(String name, @Nullable SecuritySettings security, int... neighbours) {
        List<HostPort> others = Arrays.stream(neighbours)
                .mapToObj(port -> new HostPort("localhost", port))
                .toList();
        return RegistryNode.start(RegistrySettings.named(new NodeName(name))
                .port(0)
                .bind("127.0.0.1")
                .gossipInterval(Duration.ofMillis(100))
                .neighbours(others)
                .security(security)
                .build());
    }

    @Test
    void nodesWithATokenGossipAndOthersDoNot() {
        SecuritySettings security = new PlainSecurity(folder)
                .token("admin", "admin")
                .token("peer", "peer")
                .write()
                .settings();
        try (HeraServer first = start("n1", security);
                HeraServer second = start("n2", security, first.port());
                HeraServer open = start("n3", null, first.port())) {
            NodeClient toFirst = new NodeClient(first.port());
            NodeClient toSecond = new NodeClient(second.port());
            assertThat(toSecond.send("PUT", "/web/a", BodyPublishers.ofString("{}"), ADMIN)
                            .statusCode())
                    .isEqualTo(204);
            await().until(() -> toFirst.get("/web/a", ADMIN).statusCode() == 200);
            assertThat(toFirst.get("/_cluster", ADMIN).body())
                    .contains("\"n2\"")
                    .doesNotContain("\"n3\"");
            await().until(() -> toFirst.get("/actuator/prometheus", ADMIN)
                    .body()
                    .lines()
                    .anyMatch(line ->
                            line.startsWith("hera_denied_total{reason=\"no-credential\"}") && !line.endsWith(" 0.0")));
            assertThat(new NodeClient(open.port()).get("/web").body()).isEqualTo("{}");
        }
    }
}
