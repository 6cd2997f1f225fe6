package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.RecordingServer;
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
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A closed Spawn as a process, with the folder that {@code hera secure} makes. */
class SecuredSpawnIT {
    @TempDir
    private Path directory;

    private final RecordingServer server = new RecordingServer();
    private final int port = FreePorts.any();
    private final int apiPort = FreePorts.any();
    private HeraProcess spawn;
    private TlsClient tls;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        secure("init", "--node", "spawn-1");
        Files.writeString(directory.resolve("spawn.conf"), """
            {"host": "127.0.0.1", "port": %d, "api": {"port": %d}, "name": "spawn-1", "security": "security",
             "nodes": [{"host": "127.0.0.1", "port": %d, "active": true}]}
            """.formatted(port, apiPort, server.port()));
        spawn = HeraProcess.in(directory).flags("spawn").node();
        tls = TlsClient.trusting(directory.resolve("security/ca.pem"));
        client = tls.http();
    }

    @AfterEach
    void stop() {
        if (spawn != null) {
            spawn.close();
        }
        server.close();
    }

    private void secure(String... arguments) {
        HeraProcess command =
                HeraProcess.in(directory).flags("secure").flags(arguments).toItsEnd();
        assertThat(command.awaitExit()).as(command.standardError()).isZero();
    }

    private String token(String name) throws IOException {
        return Files.readString(directory.resolve("security/tokens/" + name)).strip();
    }

    private HttpResponse<String> api(String method, String path, String who, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + apiPort + path))
                .method(method, BodyPublishers.ofString(body));
        if (!who.isEmpty()) {
            request.header("Authorization", "Bearer " + token(who));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private int status(String method, String path, String who) throws Exception {
        return api(method, path, who, method.equals("PUT") ? "{}" : "").statusCode();
    }

    private Certificate served(int at) throws IOException {
        try (SSLSocket socket = tls.connect(at)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void operatorsNeedTheirScopesAndClientsOnlyTls() throws Exception {
        assertThat(spawn.standardOutput())
                .contains("Clients: https://127.0.0.1:" + port + "/", "Operators, by token or certificate: https://")
                .contains("The clients' port asks for no credential");
        assertThat(status("GET", "/status", "")).isEqualTo(401);
        assertThat(status("GET", "/status", "reader")).isEqualTo(403);
        assertThat(status("PUT", "/nodes/127.0.0.1/9", "monitor")).isEqualTo(403);
        assertThat(status("PUT", "/nodes/127.0.0.1/9", "admin")).isEqualTo(201);
        assertThat(status("DELETE", "/nodes/127.0.0.1/9", "admin")).isEqualTo(200);
        await().atMost(Cluster.PATIENCE)
                .until(() -> api("GET", "/status", "monitor", "").body().contains("\"state\":\"up\""));
        HttpResponse<String> written = client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/a"))
                        .PUT(BodyPublishers.ofString("body".repeat(50_000)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(written.statusCode()).isEqualTo(200);
        assertThat(server.writes()).anyMatch(write -> write.target().equals("/a") && write.bytes() == 200_000);
        assertThatThrownBy(() -> new NodeClient(port).send("GET", "/", BodyPublishers.noBody()))
                .as("plain HTTP")
                .isInstanceOf(Exception.class);
        assertThat(spawn.standardOutput() + spawn.standardError())
                .contains("event=audit action=put subject=admin path=/nodes/127.0.0.1/9", "event=denied status=401")
                .doesNotContain(token("admin"), token("reader"), token("monitor"));
    }

    @Test
    void revokedTokenAndNewCertificateAreInForceWithoutARestart() throws Exception {
        assertThat(status("GET", "/status", "monitor")).isEqualTo(200);
        Certificate first = served(apiPort);
        String monitor = token("monitor");
        secure("revoke", "monitor");
        secure("node", "spawn-1");
        HttpRequest old = HttpRequest.newBuilder(URI.create("https://localhost:" + apiPort + "/status"))
                .header("Authorization", "Bearer " + monitor)
                .build();
        await("revoked")
                .atMost(Cluster.PATIENCE)
                .until(() -> client.send(old, BodyHandlers.discarding()).statusCode() == 401);
        await("new certificate")
                .atMost(Cluster.PATIENCE)
                .until(() -> !served(apiPort).equals(first));
        assertThat(served(port)).isEqualTo(served(apiPort));
        assertThat(status("GET", "/status", "admin")).isEqualTo(200);
        assertThat(api("GET", "/actuator/prometheus", "admin", "").body())
                .contains("hera_security_open 0", "hera_security_reloads_total{result=\"ok\"} 2")
                .contains("hera_tls_certificate_expires_seconds{certificate=\"node\"}");
    }

    @Test
    void addressWithManyBadCredentialsIsNoLongerHeard() {
        HttpRequest guess = HttpRequest.newBuilder(URI.create("https://localhost:" + apiPort + "/status"))
                .header("Authorization", "Bearer hera_nobody-has-such-a-token-at-all")
                .build();
        List<CompletableFuture<HttpResponse<String>>> guesses = IntStream.range(0, 200)
                .mapToObj(i -> client.sendAsync(guess, BodyHandlers.ofString()))
                .toList();
        assertThat(guesses.stream().map(CompletableFuture::join).toList())
                .anySatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(401))
                .anySatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(429);
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                });
    }

    @Test
    void spawnWithoutItsKeyDoesNotStart() throws Exception {
        Files.delete(directory.resolve("security/nodes/spawn-1.key"));
        HeraProcess second = HeraProcess.in(directory).flags("spawn").toItsEnd();
        assertThat(second.awaitExit()).isEqualTo(2);
        assertThat(second.standardError()).contains("spawn.conf:1: security", "spawn-1.key", "is not there");
        assertThat(second.standardError().lines()).hasSize(1);
    }
}
