package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.access.TokensFile;
import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.SecuredFolder;
import hera.harness.TestCertificates;
import hera.harness.TlsClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sidecars of the built jar that find each other in a closed registry. */
class ClosedRegistryIT {
    private static final String SECRET = "hera_the-token-of-the-ring-and-of-no-other";

    @TempDir
    Path directory;

    private final int port = FreePorts.any();
    private Path ca;
    private HttpClient client;
    private Path token;
    private HeraProcess registry;

    @BeforeEach
    void start() throws IOException {
        ca = TestCertificates.ca();
        client = TlsClient.trusting(ca).http();
        SecuredFolder folder =
                SecuredFolder.of(directory.resolve("security"), ca).node("a", TestCertificates.node("a"));
        Path tokens = folder.path().resolve("tokens.yml");
        Instant end = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        TokensFile.read(tokens)
                .write(tokens, List.of(TokensFile.Entry.of("ring", SECRET, List.of("read:shop", "write:shop"), end)));
        token = Files.writeString(directory.resolve("token"), SECRET + "\n");
        registry = HeraProcess.in(Files.createDirectories(directory.resolve("a")))
                .configuration("name: a\nport: %d\nbind: 127.0.0.1\nsecurity: %s\n".formatted(port, folder.path()))
                .node();
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    private int registered(int ringpop) {
        return ClosedSidecars.ask(client, port, "/shop/127.0.0.1:" + ringpop, "Authorization", "Bearer " + SECRET)
                .statusCode();
    }

    @Test
    void sidecarsWithAuthorityAndTokenFindEachOther() throws IOException {
        try (SidecarProcesses ring = SidecarProcesses.bySource(
                        directory,
                        2,
                        "--key=header:key",
                        "--discovery.hera=https://localhost:" + port + "/shop",
                        "--discovery.hera.ca=" + ca,
                        "--discovery.hera.token-file=" + token)
                .start()) {
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
