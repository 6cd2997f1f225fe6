package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.ProxyServer;
import hera.harness.RawConnection;
import hera.harness.SecuredFolder;
import hera.harness.TestCertificates;
import hera.harness.TlsClient;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hostile requests to closed nodes: over TLS, and behind nginx, which speaks plain HTTP to one with {@code tls: false}. With a
 * credential the verdicts are an open node's, without one nothing is served.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosedHostileRequestsIT {
    private static final String CREDENTIAL = "Authorization: Bearer " + SecuredFolder.token("admin") + "\r\n";
    private static final String SENTINEL = HostileExchange.sentinel(CREDENTIAL);
    private static final String[] ADMIN = {"Authorization", "Bearer " + SecuredFolder.token("admin")};

    private final TlsClient client = TlsClient.trusting(TestCertificates.ca());
    private final List<HeraProcess> nodes = new ArrayList<>();
    private final int overTls = FreePorts.any();

    private int open;
    private int plain;
    private @Nullable ProxyServer nginx;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        SecuredFolder folder = SecuredFolder.of(directory.resolve("security"), TestCertificates.ca())
                .node("closed", TestCertificates.node("closed"));
        open = node(
                directory,
                "open",
                FreePorts.any(),
                "security: open"); // not at loopback alone, where it asks for its name
        node(directory, "closed", overTls, "bind: 127.0.0.1\nsecurity: " + folder.path());
        plain = node(directory, "plain", FreePorts.any(), """
            bind: 127.0.0.1
            security:
              tls: false
              tokens: %1$s/tokens.yml
              peer-token: %1$s/peer-token
            """.formatted(folder.path()));
        for (int port : new int[] {open, plain}) {
            new NodeClient(port)
                    .send("PUT", HostileExchange.SENTINEL_PATH, BodyPublishers.ofString(HostileExchange.MARK), ADMIN);
        }
        try (RawConnection connection = new RawConnection(client.connect(overTls))) {
            connection.send("PUT " + HostileExchange.SENTINEL_PATH + " HTTP/1.1\r\nHost: localhost\r\n" + CREDENTIAL
                    + "Content-Length: " + HostileExchange.MARK.length() + "\r\n\r\n" + HostileExchange.MARK);
            assertThat(connection.receive().status()).isEqualTo(204);
        }
        Optional<Path> program = ProxyServer.installed("nginx");
        nginx = program.isEmpty() ? null : ProxyServer.nginx(program.get(), directory, plain);
    }

    private int node(Path directory, String name, int port, String security) throws IOException {
        Path home = Files.createDirectories(directory.resolve("home-" + name));
        nodes.add(HeraProcess.in(home)
                .configuration("name: %s\nport: %d\ndiscover: false\n%s".formatted(name, port, security))
                .node());
        return port;
    }

    @AfterAll
    void stop() {
        if (nginx != null) {
            nginx.close();
        }
        nodes.forEach(HeraProcess::close);
    }

    @AfterEach
    void nothingIsStoredAndNoFaultIsLogged() {
        for (String service : List.of("/hostile", "/smuggled")) {
            assertThat(new NodeClient(plain).get(service, ADMIN).body()).isEqualTo("{}");
        }
        assertThat(nodes).noneMatch(node -> node.standardError().contains(" ERROR "));
    }

    private HostileExchange exchangeOverTls(String bytes) throws IOException {
        try (Socket socket = client.connect(overTls)) {
            return HostileExchange.send(socket, bytes);
        }
    }

    /** The same request by an administrator; what has no {@code Host} is refused before anybody asks who sent it. */
    private static String byAdministrator(HostileRequests hostile) {
        return hostile.bytes.replaceFirst("\r\nHost: ", "\r\n" + CREDENTIAL + "Host: ");
    }

    @ParameterizedTest
    @EnumSource
    void verdictIsThatOfAnOpenNode(HostileRequests hostile) throws IOException {
        HostileExchange expected = HostileExchange.send(open, hostile.bytes + SENTINEL);
        HostileExchange answered = exchangeOverTls(byAdministrator(hostile) + SENTINEL);
        answered.assertInStep(hostile);
        assertThat(answered.statuses())
                .as("%s: %s", hostile, answered.answered())
                .isEqualTo(expected.statuses());
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsServedWithoutACredential(HostileRequests hostile) throws IOException {
        HostileExchange answered = exchangeOverTls(hostile.bytes + HostileExchange.sentinel(""));
        assertThat(answered.statuses())
                .as("%s: %s", hostile, answered.answered())
                .hasSizeLessThanOrEqualTo(2)
                .allMatch(status -> (status >= 400 && status < 500) || status == 501 || status == 505);
        assertThat(answered.isSentinelServed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void answersAreInStepBehindNginx(HostileRequests hostile) throws IOException {
        ProxyServer proxy = nginx;
        assumeTrue(proxy != null, "no nginx: hostile requests behind it are not tested");
        HostileExchange.send(proxy.port(), byAdministrator(hostile) + SENTINEL).assertInStep(hostile);
        HostileExchange denied = HostileExchange.send(proxy.port(), hostile.bytes + SENTINEL);
        denied.assertInStep(hostile);
        for (int i = 0; i < 3; i++) { // whoever comes next, on the connections that nginx keeps to the node
            NodeClient next = new NodeClient(proxy.port());
            assertThat(next.get(HostileExchange.SENTINEL_PATH, ADMIN).body()).isEqualTo(HostileExchange.MARK);
            assertThat(next.get(HostileExchange.SENTINEL_PATH).statusCode()).isEqualTo(401);
        }
    }
}
