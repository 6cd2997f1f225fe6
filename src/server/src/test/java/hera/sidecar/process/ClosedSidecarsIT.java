package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.RawConnection;
import hera.harness.SecuredFolder;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import hera.harness.TlsClient;
import hera.sidecar.process.ClosedSidecars.Member;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Closed sidecars of the built jar: TLS for clients, certificates for members, tokens for operators. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosedSidecarsIT {
    private final TlsClient nobody = TlsClient.trusting(TestCertificates.ca());
    private final HttpClient client = nobody.http();
    private Path directory;
    private ClosedSidecars sidecars;
    private Member zero;
    private Member one;
    private Member foreign;
    private Member open;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        sidecars = new ClosedSidecars(directory, "shop-0", "shop-1", "shop-2", "shop-3");
        zero = sidecars.members().get(0);
        one = sidecars.members().get(1);
        foreign = sidecars.members().get(2);
        open = sidecars.members().get(3);
        SecuredFolder folder = SecuredFolder.of(directory.resolve("security"), TestCertificates.ca())
                .node("shop-0", TestCertificates.node("shop-0"))
                .node("shop-1", TestCertificates.node("shop-1"));
        zero.start(folder.path().toString());
        one.start(folder.path().toString());
        awaitRing(zero, "shop-0", "shop-1");
        awaitRing(one, "shop-0", "shop-1");
    }

    @AfterAll
    void stop() {
        if (sidecars != null) {
            sidecars.close();
        }
    }

    private void awaitRing(Member member, String... identities) {
        await("ring of " + member.identity)
                .atMost(Cluster.PATIENCE)
                .untilAsserted(() -> assertThat(member.onRing(client, SecuredFolder.token("monitor")))
                        .containsExactlyInAnyOrder(identities));
    }

    @Test
    void eachKeyHasOneOwnerWhicheverSidecarIsAsked() {
        Set<String> owners = new HashSet<>();
        for (int key = 0; key < 30; key++) {
            String[] headers = {"key", "k" + key, "Authorization", "Basic for-the-backend"};
            HttpResponse<String> answer = ClosedSidecars.ask(client, zero.http, "/key", headers);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).endsWith(" Basic for-the-backend");
            assertThat(ClosedSidecars.ask(client, one.http, "/key", headers).body())
                    .isEqualTo(answer.body());
            owners.add(answer.body().substring(0, 6));
        }
        assertThat(owners).containsExactlyInAnyOrder("shop-0", "shop-1");
    }

    @Test
    void requestWithoutTlsGetsNowhere() {
        for (int port : List.of(zero.http, zero.ringpop, zero.debug)) {
            assertThat(plain(port, "/plain"))
                    .as("port %d", port)
                    .doesNotContain("200")
                    .doesNotContain("shop");
        }
        assertThat(zero.hasSeen("/plain") || one.hasSeen("/plain")).isFalse();
    }

    /** What comes back to a request that is sent without TLS: nothing, or an alert. */
    private static String plain(int port, String path) {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nkey: k\r\nAuthorization: Bearer "
                    + SecuredFolder.token("admin") + "\r\n\r\n");
            return connection.receive().toString();
        } catch (IOException | RuntimeException e) {
            return ""; // it was hung up on, or what came is no HTTP
        }
    }

    @Test
    void debugAddressAsksForTheScopeMonitor() {
        for (String path : List.of("/_ring", "/metrics", "/_nodes", "/_cluster", "/actuator/health", "/_none")) {
            HttpResponse<String> refused = ClosedSidecars.ask(client, zero.debug, path);
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate"))
                    .as(path)
                    .contains("Bearer realm=\"hera\"");
            for (String scope : List.of("read", "write", "peer")) {
                assertThat(debug(path, scope)).as("%s with %s", path, scope).isEqualTo(403);
            }
        }
        for (String path : List.of("/_ring", "/metrics", "/_nodes", "/_cluster", "/actuator/health")) {
            assertThat(debug(path, "monitor")).as(path).isEqualTo(200);
        }
        for (String probe : List.of("/actuator/health/liveness", "/actuator/health/readiness")) {
            assertThat(ClosedSidecars.ask(client, zero.debug, probe).statusCode())
                    .as(probe)
                    .isEqualTo(200);
        }
    }

    private int debug(String path, String scope) {
        return ClosedSidecars.ask(client, zero.debug, path, "Authorization", "Bearer " + SecuredFolder.token(scope))
                .statusCode();
    }

    @Test
    void membersPortIsForMembersAlone() throws IOException {
        assertThatThrownBy(() -> member(nobody, "X: y")).isInstanceOf(IOException.class);
        for (Pair bad : List.of(
                TestCertificates.nodeOfOtherAuthority("shop-1"),
                TestCertificates.endedNode("shop-1"),
                TestCertificates.serverOnlyNode("shop-1"))) {
            assertThatThrownBy(() -> member(as(bad), "Hera-Node: shop-1;x")).isInstanceOf(IOException.class);
        }
        Pair aClients = TestCertificates.client("shop-1", "dns:shop-1");
        assertThat(member(as(aClients), "Hera-Node: shop-1;x")).isEqualTo(403);
        TlsClient named = as(TestCertificates.node("shop-1"));
        assertThat(member(named, "Hera-Node: shop-0;x")).isEqualTo(403);
        assertThat(member(named, "Hera-Node: shop-1;x")).isEqualTo(200);
        zero.awaitLog("event=handshake-failed member=");
    }

    private static TlsClient as(Pair own) {
        return TlsClient.trusting(TestCertificates.ca(), own);
    }

    private int member(TlsClient asker, String header) throws IOException {
        try (RawConnection connection = new RawConnection(asker.connect(zero.ringpop))) {
            connection.send("GET /_deltas HTTP/1.1\r\nHost: localhost\r\nHera-Environment: ring.default\r\n" + header
                    + "\r\n\r\n");
            return connection.receive().status();
        }
    }

    @Test
    void membersOfAnotherAuthorityAndOpenOnesAreNotLetIn() {
        SecuredFolder forged = SecuredFolder.of(directory.resolve("forged"), TestCertificates.otherCa())
                .node("shop-2", TestCertificates.nodeOfOtherAuthority("shop-2"));
        foreign.start(forged.path().toString());
        open.start("open");
        for (Member member : List.of(zero, one)) {
            member.awaitLog("address=" + foreign.address()
                    + " result=IDENTITY: its certificate is refused: no authority that is trusted here has signed it");
            member.awaitLog("address=" + open.address() + " result=IDENTITY: it speaks no TLS");
            awaitRing(member, "shop-0", "shop-1");
        }
        foreign.awaitLog("address=" + zero.address() + " result=IDENTITY: its certificate is refused");
        assertThat(foreign.onRing(
                        TlsClient.trusting(TestCertificates.otherCa()).http(), SecuredFolder.token("monitor")))
                .containsExactly("shop-2");
    }
}
