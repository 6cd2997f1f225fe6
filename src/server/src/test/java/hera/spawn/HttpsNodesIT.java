package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.tls.PemFiles;
import hera.foundation.tls.TlsContexts;
import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.RecordingServer;
import hera.harness.SecuredFolder;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import hera.harness.TlsClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Spawn as a process before nodes that speak HTTPS. */
@Timeout(120)
class HttpsNodesIT {
    @TempDir
    private Path directory;

    private final int port = FreePorts.any();
    private final int apiPort = FreePorts.any();

    private static SSLContext server(Pair pair) throws IOException {
        return TlsContexts.ofClient(null, PemFiles.certifiedKey(pair.certificate(), pair.key(), Instant.now()));
    }

    @Test
    void trustedNodeIsReadAndWrittenOthersAreDown() throws Exception {
        SecuredFolder.of(directory.resolve("security"), TestCertificates.ca())
                .node("spawn-1", TestCertificates.node("spawn-1"));
        try (RecordingServer trusted = new RecordingServer(server(TestCertificates.noNode()));
                RecordingServer stranger = new RecordingServer(server(TestCertificates.nodeOfOtherAuthority("x")));
                HeraProcess spawn = start(trusted, stranger)) {
            String status = "/status";
            await("one up, one down")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> send("GET", apiPort, status).body().contains("\"state\":\"up\""));
            assertThat(send("GET", apiPort, status).body())
                    .contains("\"scheme\":\"https\"", "\"state\":\"down\"")
                    .doesNotContain("\"state\":\"catching-up\"");
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> written = send("PUT", port, "/" + i);
                assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
                assertThat(written.headers().firstValue("Spawn-Node")).hasValue("127.0.0.1:" + trusted.port());
            }
            assertThat(send("GET", port, "/read").body()).isEqualTo("GET /read");
            assertThat(trusted.applied()).containsExactly("/0", "/1", "/2");
            assertThat(trusted.reads()).isEqualTo(1);
            assertThat(stranger.writes()).isEmpty();
            assertThat(spawn.standardError()).doesNotContain("Exception");
        }
    }

    @Test
    void nodeOfAnUnknownAuthorityFailsTheTest() throws Exception {
        try (RecordingServer node = new RecordingServer(server(TestCertificates.noNode()))) {
            Files.writeString(directory.resolve("spawn.conf"), """
                {"nodes": [{"host": "127.0.0.1", "port": %d, "active": true, "scheme": "https"}]}
                """.formatted(node.port()));
            HeraProcess test = HeraProcess.in(directory).flags("spawn", "-t").toItsEnd();
            assertThat(test.awaitExit()).isEqualTo(1);
            assertThat(test.standardOutput())
                    .contains("\"scheme\" : \"https\"", "127.0.0.1:%d down: ".formatted(node.port()));
        }
    }

    @Test
    void schemeThatIsNoneIsRefused() throws IOException {
        Files.writeString(directory.resolve("spawn.conf"), """
            {"nodes": [{"host": "127.0.0.1", "port": 1, "scheme": "ftp"}]}
            """);
        HeraProcess refused = HeraProcess.in(directory).flags("spawn").toItsEnd();
        assertThat(refused.awaitExit()).isEqualTo(2);
        assertThat(refused.standardError()).contains("spawn.conf:1: ", "must be http or https, not 'ftp'");
    }

    private HeraProcess start(RecordingServer... servers) throws IOException {
        StringBuilder nodes = new StringBuilder();
        for (RecordingServer server : servers) {
            nodes.append(nodes.isEmpty() ? "" : ", ")
                    .append("{\"host\": \"127.0.0.1\", \"port\": %d, \"active\": true, \"scheme\": \"https\"}"
                            .formatted(server.port()));
        }
        Files.writeString(directory.resolve("spawn.conf"), """
            {"host": "127.0.0.1", "port": %d, "api": {"port": %d}, "name": "spawn-1", "security": "security",
             "nodes": [%s]}
            """.formatted(port, apiPort, nodes));
        return HeraProcess.in(directory).flags("spawn").node();
    }

    private HttpResponse<String> send(String method, int at, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + at + path))
                .method(method, BodyPublishers.ofString(method.equals("PUT") ? "body" : ""))
                .header("Authorization", "Bearer " + SecuredFolder.token("admin"))
                .build();
        return TlsClient.trusting(directory.resolve("security/ca.pem")).http().send(request, BodyHandlers.ofString());
    }
}
