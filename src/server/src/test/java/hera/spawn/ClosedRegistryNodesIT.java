package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.access.TokensFile;
import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.RecordingServer;
import hera.harness.SecuredFolder;
import hera.harness.TestCertificates;
import hera.harness.TlsClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Spawn of the built jar whose nodes are a service of a closed registry. */
class ClosedRegistryNodesIT {
    private static final String SECRET = "hera_the-token-of-spawn-and-of-no-other";

    @TempDir
    private Path directory;

    private final RecordingServer server = new RecordingServer();
    private final int registryPort = FreePorts.any();
    private Path ca;
    private Path token;
    private HttpClient client;
    private HeraProcess registry;

    @BeforeEach
    void start() throws IOException {
        ca = TestCertificates.ca();
        client = TlsClient.trusting(ca).http();
        SecuredFolder folder =
                SecuredFolder.of(directory.resolve("security"), ca).node("a", TestCertificates.node("a"));
        Path tokens = folder.path().resolve("tokens.yml");
        Instant end = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        List<String> scopes = List.of("read:shop", "write:shop", "read:proxy", "write:proxy");
        TokensFile.read(tokens).write(tokens, List.of(TokensFile.Entry.of("spawn", SECRET, scopes, end)));
        token = Files.writeString(directory.resolve("token"), SECRET + "\n");
        registry = HeraProcess.in(Files.createDirectories(directory.resolve("a")))
                .configuration(
                        "name: a\nport: %d\nbind: 127.0.0.1\nsecurity: %s\n".formatted(registryPort, folder.path()))
                .node();
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.close();
        }
        server.close();
    }

    @Test
    void spawnWithAuthorityAndTokenFindsItsNodesAndIsRegistered() throws Exception {
        String instance = "{\"host\":\"127.0.0.1\",\"port\":%d}".formatted(server.port());
        assertThat(ask("PUT", "/shop/one?ttl=600", instance).statusCode()).isEqualTo(204);
        int port = FreePorts.any();
        Path configuration = Files.writeString(directory.resolve("own.conf"), "{\"name\": \"proxy\"}");
        try (HeraProcess spawn = HeraProcess.in(directory)
                .flags("spawn", "--host=127.0.0.1", "--port=" + port, "--api-port=" + FreePorts.any())
                .flags("--nodes-from=https://localhost:" + registryPort + "/shop", "--config=" + configuration)
                .flags("--nodes-from-ca=" + ca, "--nodes-from-token-file=" + token)
                .node()) {
            await("the node")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> spawn.http().get("/status").body().contains("\"state\":\"up\""));
            HttpRequest write = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/a"))
                    .PUT(BodyPublishers.ofString("body"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(write, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(server.applied()).containsExactly("/a");
            await("Spawn in the registry")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> ask("GET", "/proxy", "").body().contains("\"port\":" + port));
            assertThat(spawn.standardOutput() + spawn.standardError()).doesNotContain(SECRET);
        }
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + registryPort + path))
                .header("Authorization", "Bearer " + SECRET)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
