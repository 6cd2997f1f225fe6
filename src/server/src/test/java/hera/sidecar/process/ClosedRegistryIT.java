package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.access.TokensFile;
import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.SecuredFolder;
import hera.harness.TestCertificates;
import hera.harness.TlsClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sidecars of the built jar that find each other in a closed registry. */
class ClosedRegistryIT {
    private static final String SECRET = "hera_the-token-of-the-ring-and-of-no-other";
    private static final String NEXT = "hera_the-token-of-the-ring-that-comes-next";
    private static final String OBSERVER = "hera_the-token-of-one-who-looks-on-at-all";
    private static final Pattern PUTS = Pattern.compile("\nhera_writes_total\\{kind=\"put\"} ([0-9.]+)\n");

    @TempDir
    Path directory;

    private final Instant end = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    private final int port = FreePorts.any();
    private Path ca;
    private HttpClient client;
    private Path folder;
    private Path token;
    private HeraProcess registry;

    @BeforeEach
    void start() throws IOException {
        ca = TestCertificates.ca();
        client = TlsClient.trusting(ca).http();
        folder = SecuredFolder.of(directory.resolve("security"), ca)
                .node("a", TestCertificates.node("a"))
                .path();
        tokens(SECRET);
        token = directory.resolve("token");
        replace(token, SECRET + "\n");
        registry = HeraProcess.in(Files.createDirectories(directory.resolve("a")))
                .configuration("name: a\nport: %d\nbind: 127.0.0.1\nsecurity: %s\n".formatted(port, folder))
                .node();
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    /** From now on the registry takes these tokens for the ring's, and an observer's. */
    private void tokens(String... secrets) throws IOException {
        Path file = folder.resolve("tokens.yml");
        List<TokensFile.Entry> entries = new ArrayList<>();
        entries.add(TokensFile.Entry.of("observer", OBSERVER, List.of("read", "monitor"), end));
        for (String secret : secrets) {
            entries.add(TokensFile.Entry.of("ring", secret, List.of("read:shop", "write:shop"), end));
        }
        Path written = file.resolveSibling("tokens.new");
        TokensFile.read(file).write(written, entries);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void replace(Path file, String text) throws IOException {
        Path written = Files.writeString(file.resolveSibling("written"), text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private SidecarProcesses ring() throws IOException {
        return SidecarProcesses.bySource(
                        directory,
                        2,
                        "--key=header:key",
                        "--discovery.hera=https://localhost:" + port + "/shop",
                        "--discovery.hera.ca=" + ca,
                        "--discovery.hera.token-file=" + token)
                .start();
    }

    private String observed(String path) {
        return ClosedSidecars.ask(client, port, path, "Authorization", "Bearer " + OBSERVER)
                .body();
    }

    private double puts() {
        Matcher found = PUTS.matcher(observed("/actuator/prometheus"));
        assertThat(found.find()).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private int registered(int ringpop) {
        return ClosedSidecars.ask(client, port, "/shop/127.0.0.1:" + ringpop, "Authorization", "Bearer " + OBSERVER)
                .statusCode();
    }

    private HttpRequest.Builder request(String path, String secret) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .header("Authorization", "Bearer " + secret);
    }

    /** What the registry tells of changes of the service from now on, line by line. */
    private Queue<String> changes() {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        HttpRequest stream =
                request("/shop", OBSERVER).header("Accept", "text/event-stream").build();
        var unused = client.sendAsync(stream, BodyHandlers.ofLines())
                .thenAccept(answer -> answer.body().forEach(lines::add));
        await("snapshot").atMost(Cluster.PATIENCE).until(() -> lines.contains("event: snapshot"));
        return lines;
    }

    /** The ids of instances that have gone. */
    private static List<String> removed(Queue<String> changes) {
        List<String> ids = new ArrayList<>();
        String event = "";
        for (String line : changes) {
            event = line.startsWith("event: ") ? line : event;
            if (line.startsWith("data: ") && event.equals("event: remove")) {
                ids.add(NodeClient.parse(line.substring(6)).get("id").asString());
            }
        }
        return ids;
    }

    @Test
    void sidecarsWithAuthorityAndTokenFindEachOther() throws IOException {
        try (SidecarProcesses ring = ring()) {
            KeyOwners.check(ring.members);
            for (SidecarProcesses.Member member : ring.members) {
                assertThat(registered(member.ringpop)).isEqualTo(200);
                assertThat(member.process().standardError() + member.process().standardOutput())
                        .doesNotContain(SECRET);
            }
            SidecarProcesses.Member last = ring.members.get(1);
            last.end();
            await().atMost(Cluster.PATIENCE).until(() -> registered(last.ringpop) == 404);
        }
    }

    /** One who holds a registration with the former token loses it, and is the only one. */
    @Test
    void newTokenIsTakenFromItsFileWithoutALostBeat() throws IOException {
        try (SidecarProcesses ring = ring()) {
            for (SidecarProcesses.Member member : ring.members) {
                await().atMost(Cluster.PATIENCE).until(() -> registered(member.ringpop) == 200);
            }
            HttpRequest hold = request("/shop/witness?hold", SECRET)
                    .PUT(BodyPublishers.ofString("{}"))
                    .build();
            var unused = client.sendAsync(hold, BodyHandlers.discarding());
            await("witness")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> observed("/shop").contains("witness"));
            Queue<String> changes = changes();
            double before = puts();

            tokens(SECRET, NEXT);
            replace(token, NEXT + "\n");
            await("registrations with the new token")
                    .atMost(Cluster.PATIENCE)
                    .untilAsserted(() -> assertThat(puts()).isEqualTo(before + 2));
            tokens(NEXT);
            await("the end of the former token")
                    .atMost(Cluster.PATIENCE)
                    .untilAsserted(() -> assertThat(removed(changes)).contains("witness"));

            for (SidecarProcesses.Member member : ring.members) {
                assertThat(registered(member.ringpop)).isEqualTo(200);
                assertThat(member.process().standardError() + member.process().standardOutput())
                        .doesNotContain(" ERROR ")
                        .contains("event=registry-token-reloaded")
                        .doesNotContain(SECRET, NEXT);
            }
            assertThat(removed(changes)).containsExactly("witness");
        }
    }

    @Test
    void whatIsWrongWithTheFilesIsSaidAtTheStart() throws IOException {
        Path wrong = Files.writeString(directory.resolve("short"), "short\n");
        assertThat(error("--discovery.hera.ca=gone.pem", "--discovery.hera.token-file=" + token))
                .contains("--discovery.hera.ca: gone.pem: no such file");
        assertThat(error("--discovery.hera.ca=" + ca, "--discovery.hera.token-file=gone"))
                .contains("--discovery.hera.token-file: gone: ");
        assertThat(error("--discovery.hera.ca=" + ca, "--discovery.hera.token-file=" + wrong))
                .contains("--discovery.hera.token-file: " + wrong
                        + ": is no token, which has 16 to 512 visible ASCII characters");
    }

    private String error(String... flags) {
        try (HeraProcess sidecar = HeraProcess.in(directory)
                .flags(
                        "sidecar",
                        "--check",
                        "--listen.http=127.0.0.1:" + FreePorts.any(),
                        "--listen.ringpop=127.0.0.1:" + FreePorts.any(),
                        "--listen.debug=127.0.0.1:" + FreePorts.any(),
                        "--discovery.hera=https://localhost:" + port + "/shop")
                .flags(flags)
                .toItsEnd()) {
            assertThat(sidecar.awaitExit()).isNotZero();
            return sidecar.standardError();
        }
    }
}
