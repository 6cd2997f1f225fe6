package hera.foundation.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.foundation.access.ClientCertificates;
import hera.foundation.access.TlsFiles;
import hera.foundation.names.NodeName;
import hera.foundation.tls.CertificateNames;
import hera.foundation.tls.HandshakeLog;
import hera.foundation.tls.NodeTls;
import hera.foundation.tls.PemFiles;
import hera.foundation.tls.TlsReload;
import hera.harness.LogRecorder;
import hera.harness.RawConnection;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import hera.harness.TlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsPortTest {
    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final AtomicInteger LEFT = new AtomicInteger();

    private final TlsClient client = TlsClient.trusting(TestCertificates.ca());

    @TempDir
    Path folder;

    private HeraServer strict;

    @BeforeAll
    void start() throws IOException {
        strict = server(ClientCertificates.OPTIONAL);
    }

    @AfterAll
    void stop() {
        strict.close();
    }

    private static HeraServer server(ClientCertificates mode) throws IOException {
        return server(tls(TestCertificates.node("a"), mode));
    }

    private static NodeTls tls(Pair own, ClientCertificates mode) throws IOException {
        Path ca = TestCertificates.ca();
        TlsFiles files = new TlsFiles(own.certificate(), own.key(), ca, ca, mode);
        return NodeTls.open(files, new NodeName("a"), Instant.now());
    }

    private static HeraServer server(NodeTls tls) {
        ServerSettings settings =
                new ServerSettings("test", PortChoice.of(0), null, 1 << 20, 100, List.of()).with(tls::serverEngine);
        return HeraServer.start(
                settings, List.of(), List.of(SlowSendersTest.Echo.class, SlowSendersTest.Strict.class, Later.class));
    }

    private RawConnection connect() throws IOException {
        return connect(client, strict.port());
    }

    private static RawConnection connect(TlsClient client, int port) throws IOException {
        SSLSocket socket = client.connect(port);
        socket.startHandshake();
        return new RawConnection(socket);
    }

    @Test
    void hostsNameIsInTheCertificate() throws Exception {
        for (String host : List.of("localhost", "127.0.0.1")) {
            URI health = URI.create("https://" + host + ":" + strict.port() + "/actuator/health");
            assertThat(client.http()
                            .send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                            .body())
                    .contains("UP");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsServeRequestAfterRequest(String version) throws IOException {
        SSLSocket socket = client.connect(strict.port());
        socket.setEnabledProtocols(new String[] {version});
        try (RawConnection connection = new RawConnection(socket)) {
            for (String body : List.of("ab", "x".repeat(100_000))) {
                connection.send("PUT /_echo" + HOST + "Content-Length: " + body.length() + "\r\n\r\n" + body);
                assertThat(connection.receive().body()).isEqualTo(body);
                connection.send("GET /_later" + HOST + "\r\n");
                assertThat(connection.receive().body()).isEqualTo("at last");
            }
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void requestsThatAreSentAheadAreServedInTurn() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(("GET /_later" + HOST + "\r\n").repeat(5));
            for (int i = 0; i < 5; i++) {
                assertThat(connection.receive().body()).isEqualTo("at last");
            }
        }
    }

    @Test
    void clientMayNotRenegotiate() throws IOException {
        try (SSLSocket socket = client.connect(strict.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            RawConnection connection = new RawConnection(socket);
            assertThat(connection.send("GET /_echo" + HOST + "\r\n").receive().status())
                    .isEqualTo(200);
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        connection.send("GET /_echo" + HOST + "\r\n").receive();
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void plainHttpGetsNoAnswerOfAnyHandler() throws IOException {
        try (LogRecorder log = new LogRecorder(HandshakeLog.class);
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), strict.port())) {
            plain.getOutputStream().write(("GET /actuator/health" + HOST + "\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("requires TLS")
                    .doesNotContain("UP", "problem");
            await().until(() ->
                    String.join("\n", log.lines()).contains("client=127.0.0.1 reason=\"the client speaks no TLS"));
        }
    }

    @ParameterizedTest
    @EnumSource(ClientCertificates.class)
    void certificateThatIsNoGoodEndsTheHandshake(ClientCertificates mode) throws IOException {
        List<Pair> bad = List.of(
                TestCertificates.clientOfOtherAuthority("web"),
                TestCertificates.nodeOfOtherAuthority("b"),
                TestCertificates.endedNode("b"),
                TestCertificates.laterNode("b"),
                TestCertificates.serverOnlyNode("b"));
        try (HeraServer server = server(mode);
                LogRecorder log = new LogRecorder(HandshakeLog.class)) {
            for (Pair shown : bad) {
                TlsClient impostor = TlsClient.trusting(TestCertificates.ca(), shown);
                assertThatThrownBy(() -> status(impostor, server.port())).isInstanceOf(IOException.class);
            }
            await().until(() -> String.join("\n", log.lines()).contains("reason=\"its time is over\""));
            assertThat(String.join("\n", log.lines()))
                    .contains("certificate=web reason=\"no authority that is trusted here has signed it\"")
                    .contains("reason=\"its time has not begun\"")
                    .contains("Extended key usage does not permit use for TLS client authentication");
        }
    }

    private static int status(TlsClient client, int port) throws IOException {
        try (RawConnection connection = connect(client, port)) {
            return connection.send("GET /_echo" + HOST + "\r\n").receive().status();
        }
    }

    @Test
    void clientWithoutCertificateIsServedUnlessOneIsRequired() throws IOException {
        TlsClient good = TlsClient.trusting(TestCertificates.ca(), TestCertificates.client("web"));
        for (ClientCertificates mode : ClientCertificates.values()) {
            try (HeraServer server = server(mode)) {
                assertThat(status(good, server.port())).isEqualTo(200);
                if (mode == ClientCertificates.REQUIRED) {
                    assertThatThrownBy(() -> status(client, server.port())).isInstanceOf(IOException.class);
                } else {
                    assertThat(status(client, server.port())).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void handlersSeeTheCertificate() throws IOException {
        TlsClient web = TlsClient.trusting(TestCertificates.ca(), TestCertificates.client("x", "dns:web-1"));
        try (RawConnection connection = connect(web, strict.port())) {
            assertThat(connection.send("GET /_who" + HOST + "\r\n").receive().body())
                    .isEqualTo("https [web-1]");
        }
        try (RawConnection connection = connect()) {
            assertThat(connection.send("GET /_who" + HOST + "\r\n").receive().body())
                    .isEqualTo("https nobody");
        }
    }

    @Test
    void waitThatTheClientLeavesIsEnded() throws IOException {
        int before = LEFT.get();
        RawConnection polite = connect();
        polite.send("GET /_never" + HOST + "\r\n");
        Socket below = new Socket(InetAddress.getLoopbackAddress(), strict.port());
        SSLSocket rude = client.over(below);
        rude.getOutputStream().write(("GET /_never" + HOST + "\r\n").getBytes(StandardCharsets.US_ASCII));
        await().until(() -> Later.WAITING.get() >= 2);
        polite.close();
        await().until(() -> LEFT.get() == before + 1);
        below.close(); // without TLS's farewell
        await().until(() -> LEFT.get() == before + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100\r\n\r\na", "Transfer-Encoding: chunked\r\n\r\n5\r\na"})
    void bodyThatIsNotThereInTimeIsRefused(String rest) throws IOException {
        try (RawConnection connection = connect()) {
            RawConnection.Answer answer =
                    connection.send("PUT /_echo" + HOST + rest).receive();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("the body did not arrive in time");
            assertThat(connection.isClosedByNode()).isTrue();
        }
    }

    @Test
    void lateBodyIsHandledLikeAnyOther() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send("PUT /_echo" + HOST + "Content-Length: 6\r\n\r\n");
            assertThat(connection.send("abc").send("def").receive().body()).isEqualTo("abcdef");
        }
    }

    @Test
    void headThatIsNotThereInTimeEndsTheConnection() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send("GET /_echo HTTP/1.1\r\nX: ");
            assertThat(connection.isClosedByNode()).isTrue();
        }
    }

    @Test
    void handshakeThatIsNotThereInTimeEndsTheConnection() throws IOException {
        byte[] halfAHello = {22, 3, 1, 1, 0, 1, 0, 0, (byte) 0xFC, 3, 3};
        for (byte[] sent : List.of(new byte[0], halfAHello)) {
            try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), strict.port())) {
                slow.setSoTimeout(30_000);
                slow.getOutputStream().write(sent);
                assertThat(slow.getInputStream().read()).isNegative();
            }
        }
    }

    /** As a browser that connects in advance: the time of a head begins with its first byte. */
    @Test
    void connectionWithoutRequestOutlivesTheHandshakesTime() throws Exception {
        try (SSLSocket idle = client.connect(strict.port())) {
            idle.startHandshake();
            idle.setSoTimeout(4_000);
            assertThatThrownBy(() -> idle.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            RawConnection connection = new RawConnection(idle);
            assertThat(connection.send("GET /_echo" + HOST + "\r\n").receive().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void newCertificateServesNewConnectionsAndOldOnesLiveOn() throws Exception {
        Pair own = copy(TestCertificates.node("a"));
        NodeTls tls = tls(own, ClientCertificates.OPTIONAL);
        try (HeraServer server = server(tls);
                SSLSocket old = client.connect(server.port())) {
            RawConnection connection = new RawConnection(old);
            connection.send("GET /_echo" + HOST + "\r\n").receive();
            replace(TestCertificates.nodeAgain("a").certificate(), own.certificate());
            assertThat(tls.look(Instant.now())).isEqualTo(TlsReload.FAILED);
            assertThat(served(server.port())).isEqualTo(certificate(TestCertificates.node("a")));
            replace(TestCertificates.nodeAgain("a").key(), own.key());
            assertThat(tls.look(Instant.now())).isEqualTo(TlsReload.LOADED);
            assertThat(served(server.port())).isEqualTo(certificate(TestCertificates.nodeAgain("a")));
            assertThat(connection.send("GET /_echo" + HOST + "\r\n").receive().status())
                    .isEqualTo(200);
        }
    }

    private Pair copy(Pair pair) throws IOException {
        return new Pair(
                Files.copy(pair.certificate(), folder.resolve("n.pem"), StandardCopyOption.REPLACE_EXISTING),
                Files.copy(pair.key(), folder.resolve("n.key"), StandardCopyOption.REPLACE_EXISTING));
    }

    private static void replace(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private X509Certificate served(int port) throws IOException {
        try (SSLSocket socket = client.connect(port)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static X509Certificate certificate(Pair pair) throws IOException {
        return PemFiles.certificates(pair.certificate()).get(0);
    }

    @Configuration(proxyBeanMethods = false)
    static class Later {
        static final AtomicInteger WAITING = new AtomicInteger();

        @Bean
        HandlerMapping later() {
            HttpRequestHandler later = (request, response) -> {
                AsyncResponse answer = AsyncResponse.of(request.startAsync(), response);
                answer.respond(head -> head.setContentLength(7), "at last".getBytes(StandardCharsets.US_ASCII));
            };
            HttpRequestHandler never = (request, response) -> {
                AsyncResponse answer = AsyncResponse.of(request.startAsync(), response);
                answer.onClose(LEFT::incrementAndGet);
                WAITING.incrementAndGet();
            };
            HttpRequestHandler who = (request, response) -> {
                Object chain = request.getAttribute("jakarta.servlet.request.X509Certificate");
                String name = chain instanceof X509Certificate[] shown
                        ? CertificateNames.of(shown[0]).toString()
                        : "nobody";
                byte[] body = (request.getScheme() + " " + name).getBytes(StandardCharsets.UTF_8);
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
            };
            SimpleUrlHandlerMapping mapping =
                    new SimpleUrlHandlerMapping(Map.of("/_later", later, "/_never", never, "/_who", who));
            mapping.setOrder(-1);
            return mapping;
        }
    }
}
