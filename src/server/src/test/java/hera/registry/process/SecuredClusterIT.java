package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.foundation.tls.PemFiles;
import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.RawConnection;
import hera.harness.SecuredFolder;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import hera.harness.TlsClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secured nodes as processes: they gossip with each other, and with nobody who cannot prove its name. */
class SecuredClusterIT {
    @TempDir
    Path directory;

    private final List<HeraProcess> running = new ArrayList<>();
    private final TlsClient client = TlsClient.trusting(TestCertificates.ca());
    private SecuredFolder folder;
    private int ann;
    private int bob;

    @BeforeEach
    void prepare() throws IOException {
        folder = SecuredFolder.of(directory.resolve("security"), TestCertificates.ca())
                .node("a", TestCertificates.node("a"))
                .node("b", TestCertificates.node("b"));
        ann = FreePorts.any();
        bob = FreePorts.any();
    }

    @AfterEach
    void stop() {
        running.forEach(HeraProcess::close);
    }

    private HeraProcess start(String name, int port, String security) throws IOException {
        Path home = Files.createDirectories(directory.resolve(name + running.size()));
        HeraProcess node = HeraProcess.in(home)
                .configuration("""
                    name: %s
                    port: %d
                    bind: 127.0.0.1
                    gossip-interval: 0.5
                    cluster:
                      a: {host: 127.0.0.1, port: %d}
                      b: {host: 127.0.0.1, port: %d}
                    %s
                    """.formatted(name, port, ann, bob, security))
                .node();
        running.add(node);
        return node;
    }

    private HeraProcess secured(String name, int port) throws IOException {
        return start(name, port, "security: " + folder.path());
    }

    /** Runs curl as a person does; returns the status, a blank, and the body. */
    private String curl(String method, String url, String scope, String... more) {
        List<String> line = new ArrayList<>(List.of("curl", "-sS", "-m", "20", "-X", method, "-w", "\\n%{http_code}"));
        line.addAll(List.of("--cacert", TestCertificates.ca().toString()));
        line.addAll(List.of("-H", "Authorization: Bearer " + SecuredFolder.token(scope)));
        line.addAll(List.of(more));
        line.add(url);
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            int end = out.lastIndexOf('\n');
            return out.substring(end + 1) + " " + out.substring(0, Math.max(0, end));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException());
        }
    }

    private void put(int port, String path) {
        assertThat(curl("PUT", "https://localhost:" + port + path, "write", "-d", "{}"))
                .startsWith("20");
    }

    private boolean has(int port, String path) {
        return curl("GET", "https://localhost:" + port + path, "read").startsWith("200 ");
    }

    private void awaitAt(int port, String path) {
        await(path + " at " + port).atMost(Cluster.PATIENCE).until(() -> has(port, path));
    }

    private static void awaitLog(HeraProcess node, String words) {
        await(words)
                .atMost(Cluster.PATIENCE)
                .untilAsserted(() ->
                        assertThat(node.standardError() + node.standardOutput()).contains(words));
    }

    @Test
    void writesReachTheOtherNodeAlsoAfterAKill() throws IOException {
        HeraProcess first = secured("a", ann);
        secured("b", bob);
        put(ann, "/web/1");
        awaitAt(bob, "/web/1");
        put(bob, "/web/2");
        awaitAt(ann, "/web/2");
        first.kill();
        put(bob, "/web/3");
        secured("a", ann);
        awaitAt(ann, "/web/3");
        put(ann, "/web/4");
        awaitAt(bob, "/web/4");
        assertThat(running.stream().map(HeraProcess::standardError)).noneMatch(log -> log.contains("ERROR"));
    }

    @Test
    void certificateIsReplacedWhilePullsAreHeld() throws Exception {
        secured("a", ann);
        secured("b", bob);
        put(ann, "/web/1");
        awaitAt(bob, "/web/1");
        X509Certificate next = PemFiles.certificates(
                        TestCertificates.nodeAgain("a").certificate())
                .get(0);
        folder.node("a", TestCertificates.nodeAgain("a"));
        await().atMost(Cluster.PATIENCE).until(() -> served(ann).equals(next));
        put(ann, "/web/2");
        awaitAt(bob, "/web/2");
        put(bob, "/web/3");
        awaitAt(ann, "/web/3");
        assertThat(curl("GET", "https://localhost:" + ann + "/actuator/prometheus", "monitor"))
                .contains("hera_tls_certificate_expires_seconds{certificate=\"node\"} 3")
                .contains("hera_security_reloads_total{result=\"ok\"} 1.0");
    }

    @Test
    void endedCertificateIsNoPeersUntilAnotherIsThere() throws Exception {
        HeraProcess node = secured("a", ann);
        HeraProcess other = secured("b", bob);
        put(ann, "/web/1");
        awaitAt(bob, "/web/1");
        connectByCertificateThatEnds();
        awaitLog(other, "certificate=hera:node:a reason=\"its time is over\"");
        await().atMost(Cluster.PATIENCE)
                .until(() -> curl("GET", at(ann, "/actuator/health"), "monitor", "-k")
                        .startsWith("503 "));
        assertThat(curl("GET", at(ann, "/actuator/health/readiness"), "none", "-k"))
                .startsWith("200 ");
        assertThat(curl("PUT", at(ann, "/web/4"), "write", "-k", "-d", "{}")).startsWith("20");
        put(bob, "/web/5");
        awaitLog(other, "result=IDENTITY: its certificate is refused: its time is over");
        double vain = identityFaults(bob);
        await().atMost(Cluster.PATIENCE).until(() -> identityFaults(bob) >= vain + 2);
        assertThat(has(bob, "/web/4")).isFalse();
        assertThat(curl("GET", at(ann, "/web/5"), "read", "-k")).startsWith("404 ");
        folder.node("a", TestCertificates.nodeAgain("a"));
        awaitAt(bob, "/web/4");
        awaitAt(ann, "/web/5");
        assertThat(node.isAlive()).isTrue();
    }

    /**
     * Gives a certificate that ends soon to node a, and has b make all its connections to a anew while it is good. Those that b
     * made before live on as long as the certificate that they were made with, so b is given another one of its own, and not
     * before a has taken its into use. Where that takes longer than the certificate lasts, one that lasts longer is given.
     */
    private void connectByCertificateThatEnds() throws Exception {
        TestCertificates.nodeAgain("a"); // for later, made while time is no matter
        int seconds = 20;
        while (!areConnectedByCertificateFor(seconds)) {
            seconds *= 2;
        }
    }

    private boolean areConnectedByCertificateFor(int seconds) throws Exception {
        Pair next = TestCertificates.nodeForSeconds("b", 86_400);
        X509Certificate following = PemFiles.certificates(next.certificate()).get(0);
        Pair brief = TestCertificates.nodeForSeconds("a", seconds);
        X509Certificate ending = PemFiles.certificates(brief.certificate()).get(0);
        folder.node("a", brief);
        if (!isBefore(ending, () -> served(ann).equals(ending))) {
            return false;
        }
        folder.node("b", next);
        if (!isBefore(ending, () -> served(bob).equals(following))) {
            return false;
        }
        for (String path : List.of("/web/2-" + seconds, "/web/3-" + seconds)) { // what was held ends with the first one
            assertThat(curl("PUT", at(ann, path), "write", "-k", "-d", "{}")).startsWith("20");
            if (!isBefore(ending, () -> has(bob, path))) {
                return false;
            }
        }
        return true;
    }

    /** Waits until something is so; returns false as soon as the certificate has ended. */
    private static boolean isBefore(X509Certificate ending, Callable<Boolean> what) {
        await().atMost(Cluster.PATIENCE.multipliedBy(10)).until(() -> what.call() || hasEnded(ending));
        return !hasEnded(ending);
    }

    private static boolean hasEnded(X509Certificate certificate) {
        return Instant.now().isAfter(certificate.getNotAfter().toInstant());
    }

    private static String at(int port, String path) {
        return "https://localhost:" + port + path;
    }

    private double identityFaults(int port) {
        return curl("GET", at(port, "/actuator/prometheus"), "monitor")
                .lines()
                .filter(line -> line.startsWith("hera_gossip_rounds_total") && line.contains("result=\"identity\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private X509Certificate served(int port) throws IOException {
        try (SSLSocket socket = client.connect(port)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void nobodyElseMayAsk() throws IOException {
        HeraProcess node = secured("a", ann);
        assertThat(asked(client, "Hera-Node: b;x")).isEqualTo(401);
        for (String scope : List.of("read", "write", "monitor", "admin")) {
            assertThat(asked(client, "Hera-Node: b;x\r\nAuthorization: Bearer " + SecuredFolder.token(scope)))
                    .as(scope)
                    .isEqualTo(403);
        }
        assertThat(asked(as(TestCertificates.client("b", "dns:b")), "Hera-Node: b;x"))
                .isEqualTo(403);
        assertThat(asked(as(TestCertificates.node("b")), "Hera-Node: c;x")).isEqualTo(403);
        assertThat(asked(as(TestCertificates.node("b")), "X: y")).isEqualTo(403);
        for (Pair bad : List.of(
                TestCertificates.nodeOfOtherAuthority("b"),
                TestCertificates.endedNode("b"),
                TestCertificates.serverOnlyNode("b"))) {
            assertThatThrownBy(() -> asked(as(bad), "Hera-Node: b;x")).isInstanceOf(IOException.class);
        }
        awaitLog(node, "event=handshake-failed client=127.0.0.1 certificate=hera:node:b reason=\"its time is over\"");
        assertThat(asked(as(TestCertificates.node("b")), "Hera-Node: b;x")).isEqualTo(200);
        assertThat(curl("PUT", "https://localhost:" + ann + "/web/1", "none", "-d", "{}"))
                .startsWith("401");
    }

    private static TlsClient as(Pair pair) {
        return TlsClient.trusting(TestCertificates.ca(), pair);
    }

    private int asked(TlsClient asker, String headers) throws IOException {
        return status(asker, "GET /_deltas", headers);
    }

    private int status(TlsClient asker, String request, String headers) throws IOException {
        try (RawConnection connection = new RawConnection(asker.connect(ann))) {
            connection.send(request + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n");
            return connection.receive().status();
        }
    }

    @Test
    void impostorIsNotAsked() throws IOException {
        HeraProcess node = secured("a", ann);
        SecuredFolder forged = SecuredFolder.of(directory.resolve("forged"), TestCertificates.otherCa())
                .node("b", TestCertificates.nodeOfOtherAuthority("b"));
        HeraProcess impostor = start("b", bob, "security: " + forged.path());
        awaitLog(node, "result=IDENTITY: its certificate is refused: no authority that is trusted here has signed it");
        awaitLog(impostor, "result=IDENTITY: its certificate is refused");
        assertThat(curl("PUT", "https://localhost:" + bob + "/web/forged", "write", "-d", "{}", "-k"))
                .startsWith("20");
        put(ann, "/web/real");
        await().atMost(Cluster.PATIENCE)
                .until(() -> curl("GET", "https://localhost:" + ann + "/actuator/prometheus", "monitor")
                        .lines()
                        .filter(line -> line.contains("result=\"identity\""))
                        .anyMatch(line -> !line.endsWith(" 0.0") && !line.endsWith(" 1.0")));
        assertThat(has(ann, "/web/forged")).isFalse();
        assertThat(curl("GET", "https://localhost:" + bob + "/web/real", "read", "-k"))
                .startsWith("404");
    }

    @Test
    void openNodeAndSecuredOneSayThatTheyDoNotGossip() throws IOException {
        HeraProcess closed = secured("a", ann);
        HeraProcess open = start("b", bob, "security: open");
        awaitLog(closed, "result=IDENTITY: it speaks no TLS: this node is secured, and it is not");
        awaitLog(closed, "event=handshake-failed client=127.0.0.1 reason=\"the client speaks no TLS");
        awaitLog(open, "result=STATUS: the peer answered 400: it is secured, and this node is not");
    }

    @Test
    void nodesWithoutTlsGossipByAToken() throws IOException {
        String security = """
            security:
              tls: false
              tokens: %1$s/tokens.yml
              peer-token: %1$s/peer-token
            """.formatted(folder.path());
        start("a", ann, security);
        start("b", bob, security);
        assertThat(curl("PUT", "http://localhost:" + ann + "/web/1", "write", "-d", "{}"))
                .startsWith("20");
        await().atMost(Cluster.PATIENCE)
                .until(() -> curl("GET", "http://localhost:" + bob + "/web/1", "read")
                        .startsWith("200 "));
    }
}
