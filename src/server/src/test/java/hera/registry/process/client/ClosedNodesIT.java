package hera.registry.process.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import hera.client.Discovery;
import hera.client.HeraClient;
import hera.client.Instance;
import hera.client.Lease;
import hera.client.Registration;
import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.LogRecorder;
import hera.harness.TlsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The Java client at two nodes that {@code hera secure} has closed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosedNodesIT {
    private static final Duration PATIENCE = Cluster.PATIENCE;
    private static final Instance ME = Instance.of("127.0.0.1", 9000).id("me");
    private static final Instance OTHER = Instance.of("127.0.0.1", 9001).id("other");

    private final List<HeraProcess> running = new ArrayList<>();
    private final int ann = FreePorts.any();
    private final int bob = FreePorts.any();
    private Path folder = Path.of("");

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        secure("init", "--node", "a", "--node", "b");
        secure("token", "program", "--scope", "read", "write", "monitor");
        secure("token", "shop", "--scope", "read:web", "read:shop", "write:shop");
        node("a", ann);
        node("b", bob);
    }

    @AfterAll
    void stop() {
        running.forEach(HeraProcess::close);
    }

    private void secure(String... arguments) {
        try (HeraProcess command =
                HeraProcess.in(folder).flags("secure").flags(arguments).toItsEnd()) {
            assertThat(command.awaitExit()).as(command.standardError()).isZero();
        }
    }

    private Path authority() {
        return folder.resolve("security/ca.pem");
    }

    private void node(String name, int port) throws IOException {
        running.add(HeraProcess.in(Files.createDirectories(folder.resolve(name)))
                .configuration("""
                        name: %s
                        port: %d
                        bind: 127.0.0.1
                        gossip-interval: 0.5
                        cluster:
                          a: {host: 127.0.0.1, port: %d}
                          b: {host: 127.0.0.1, port: %d}
                        security: %s
                        """.formatted(name, port, ann, bob, folder.resolve("security")))
                .node());
    }

    private HeraClient.Builder builder() {
        return HeraClient.builder().shutdownHook(false).trust(authority());
    }

    private HeraClient client(String token, int port) {
        try {
            return builder()
                    .node("https://127.0.0.1:" + port)
                    .token(Files.readString(folder.resolve("security/tokens").resolve(token)))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ids(Discovery discovery) {
        return discovery.all().stream().map(Instance::id).toList();
    }

    private static void awaitIds(Discovery discovery, String... ids) {
        await().atMost(PATIENCE).until(() -> ids(discovery).equals(List.of(ids)));
    }

    private static void awaitLine(LogRecorder log, Level level, String... words) {
        await(String.join(", ", words))
                .atMost(PATIENCE)
                .until(() -> log.lines(level).stream()
                        .anyMatch(line -> Stream.of(words).allMatch(line::contains)));
    }

    @Test
    void aTokenIsEnoughForEverything() {
        try (HeraClient hera = client("program", ann);
                HeraClient reader = client("reader", bob)) {
            Registration beats = hera.register("all", ME);
            Registration held = hera.register("all", OTHER, Lease.held());
            Discovery here = hera.discover("all");
            Discovery there = reader.discover("all");
            List<Integer> told = new CopyOnWriteArrayList<>();
            there.onChange(change -> told.add(change.all().size()));
            awaitIds(here, "me", "other");
            awaitIds(there, "me", "other");
            assertThat(beats.await(PATIENCE) && held.await(PATIENCE)).isTrue();
            assertThat(beats.awaitEverywhere(PATIENCE) && held.awaitEverywhere(PATIENCE))
                    .isTrue();
            assertThat(hera.services()).containsEntry("all", 2);
            assertThat(hera.nodes())
                    .extracting(node -> node.address().replaceFirst(" .*", ""))
                    .containsExactlyInAnyOrder("https://127.0.0.1:" + ann, "https://127.0.0.1:" + bob);
            held.close();
            beats.close();
            awaitIds(there);
            await().atMost(PATIENCE).until(() -> told.contains(2) && told.get(told.size() - 1) == 0);
        }
    }

    @Test
    void withoutATokenNothingIsDone() {
        try (LogRecorder log = new LogRecorder("hera.client");
                HeraClient nobody = builder()
                        .node("https://127.0.0.1:" + ann)
                        .timeout(Duration.ofSeconds(1))
                        .build();
                HeraClient reader = client("reader", ann)) {
            Registration me = nobody.register("nobody", ME);
            Discovery list = nobody.discover("nobody");
            awaitLine(log, Level.ERROR, "event=refused", "status=401", "send a valid token");
            awaitLine(log, Level.WARN, "event=no-node-answers", "status 401");
            assertThatThrownBy(nobody::services).isInstanceOf(UncheckedIOException.class);
            assertThat(me.state()).isEqualTo(Registration.State.PENDING);
            assertThat(list.await(Duration.ZERO)).isFalse();
            assertThat(reader.services()).doesNotContainKey("nobody");
        }
    }

    @Test
    void aSmallTokenDoesWhatItMay() {
        try (LogRecorder log = new LogRecorder("hera.client");
                HeraClient shop = client("shop", ann);
                HeraClient program = client("program", ann)) {
            Registration web = program.register("web", ME);
            program.register("db", ME);
            Discovery denied = shop.discover("db");
            Discovery allowed = shop.discover("web");
            Registration mine = shop.register("shop", ME);
            Registration notMine = shop.register("web", OTHER);
            awaitLine(log, Level.ERROR, "event=refused", "status=403", "lacks the scope");
            assertThat(mine.await(PATIENCE)).isTrue();
            awaitIds(allowed, "me");
            for (int version = 1; version <= 5; version++) {
                web.update(ME.with("version", version));
                String wanted = "" + version;
                await().atMost(PATIENCE)
                        .until(() -> allowed.all().get(0).metadata().equals(Map.of("version", wanted)));
            }
            assertThat(notMine.state()).isEqualTo(Registration.State.PENDING);
            assertThat(denied.await(Duration.ZERO)).isFalse();
            assertThat(shop.services()).containsOnlyKeys("shop", "web");
            assertThat(program.services()).containsEntry("web", 1).containsEntry("db", 1);
            mine.close();
            await().atMost(PATIENCE).until(() -> !program.services().containsKey("shop"));
        }
    }

    @Test
    void writersThatDoNotReadAreToldSo() throws IOException {
        secure("token", "writes", "--scope", "write");
        try (HeraClient program = client("program", ann)) {
            await("the node has the new token").atMost(PATIENCE).until(() -> {
                try (HeraClient writes = client("writes", ann)) {
                    return writes.register("written", ME).await(Duration.ofSeconds(1));
                }
            });
            try (HeraClient writes = client("writes", ann)) {
                assertThat(writes.register("written", ME).await(PATIENCE)).isTrue();
                assertThatThrownBy(writes::services)
                        .rootCause()
                        .hasMessageContaining("the credential lacks the scope: read");
                assertThat(program.services()).containsKey("written");
            }
        }
    }

    private Certificate served(int port) throws IOException {
        try (SSLSocket socket = TlsClient.trusting(authority()).connect(port)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void aRenewedCertificateInterruptsNothing() throws IOException {
        try (HeraClient before = client("program", ann);
                HeraClient writer = client("program", bob)) {
            Registration held = before.register("renewed", ME, Lease.held());
            Discovery list = before.discover("renewed");
            awaitIds(list, "me");
            Certificate old = served(ann);
            secure("node", "a");
            await().atMost(PATIENCE).until(() -> !served(ann).equals(old));
            writer.register("renewed", OTHER);
            awaitIds(list, "me", "other");
            assertThat(held.state()).isEqualTo(Registration.State.REGISTERED);
            try (HeraClient after = client("program", ann)) {
                Discovery same = after.discover("renewed");
                awaitIds(same, "me", "other");
            }
        }
    }

    @Test
    void aTokenThatIsRevokedEndsWhatItHeld() {
        secure("token", "brief", "--scope", "read", "write");
        try (LogRecorder log = new LogRecorder("hera.client");
                HeraClient program = client("program", ann)) {
            Discovery list = program.discover("brief");
            await("the node has the new token").atMost(PATIENCE).until(() -> {
                try (HeraClient brief = client("brief", ann)) {
                    return brief.register("brief", ME).await(Duration.ofSeconds(1));
                }
            });
            try (HeraClient brief = client("brief", ann)) {
                brief.register("brief", ME, Lease.held());
                awaitIds(list, "me");
                secure("revoke", "brief");
                awaitIds(list);
                awaitLine(log, Level.ERROR, "event=refused", "status=401");
            }
        }
    }

    @Test
    void aNodeThatIsNotTrustedGetsNoToken() {
        try (LogRecorder log = new LogRecorder("hera.client");
                HeraClient hera = HeraClient.builder()
                        .shutdownHook(false)
                        .node("https://127.0.0.1:" + ann)
                        .token("a-secret")
                        .build()) {
            Registration me = hera.register("untrusted", ME);
            awaitLine(log, Level.WARN, "event=no-node-answers", "last-failure=", "certification path");
            assertThat(me.state()).isEqualTo(Registration.State.PENDING);
        }
    }

    @Test
    void plainHttpToAClosedNodeIsToldSo() {
        try (LogRecorder log = new LogRecorder("hera.client");
                HeraClient hera = HeraClient.builder()
                        .shutdownHook(false)
                        .node("127.0.0.1:" + ann)
                        .build()) {
            hera.discover("plain");
            awaitLine(
                    log,
                    Level.WARN,
                    "event=no-node-answers",
                    "status 400; if it is secured, it is https://127.0.0.1:" + ann);
        }
    }
}
