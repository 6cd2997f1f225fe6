package hera.foundation.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.foundation.access.ClientCertificates;
import hera.foundation.access.TlsFiles;
import hera.foundation.forward.door.PortTls;
import hera.foundation.names.NodeName;
import hera.foundation.time.Moment;
import hera.foundation.tls.NodeTls;
import hera.harness.TestCertificates;
import hera.harness.TestCertificates.Pair;
import hera.harness.TlsClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client with TLS, a proxy a that forwards to a proxy b with TLS on both sides, and a backend behind that. */
class TlsForwardTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    private static PortTls tls(String name, Pair own) throws IOException {
        TlsFiles files = new TlsFiles(
                own.certificate(),
                own.key(),
                TestCertificates.ca(),
                TestCertificates.ca(),
                ClientCertificates.OPTIONAL);
        return new PortTls(NodeTls.open(files, new NodeName(name), Instant.now()), () -> new Moment(0, 0));
    }

    private static PortTls tls(String name) throws IOException {
        return tls(name, TestCertificates.node(name));
    }

    private static final class TlsHops implements AutoCloseable {
        private final RawBackend backend;
        final Proxy second;
        final Proxy first;

        /** @param actual the name of the second proxy, which the first one believes to be b */
        TlsHops(RawBackend.Script script, String actual) throws IOException {
            backend = new RawBackend(script);
            second = new Proxy(ForwardSettings.DEFAULT, tls(actual).forMembers(), backend.target());
            Target plain = second.target();
            Target member = new Target(plain.address(), plain.authority(), "", tls("a").toNode(new NodeName("b")));
            first = new Proxy(ForwardSettings.DEFAULT, tls("a").forClients(), member);
        }

        TlsHops(RawBackend.Script script) throws IOException {
            this(script, "b");
        }

        RawPeer client(String... protocols) throws IOException {
            InetSocketAddress address = first.listener().address();
            SSLSocket socket = TlsClient.trusting(TestCertificates.ca()).connect(address.getPort());
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            return new RawPeer(socket);
        }

        @Override
        public void close() throws IOException {
            first.close();
            second.close();
            backend.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void messagesPassOnConnectionsThatAreKept(String protocol) throws IOException {
        String large = "x".repeat(3_000_000);
        try (TlsHops hops = new TlsHops(client -> {
                    for (RawPeer.Message request = client.message();
                            !request.head().isEmpty();
                            request = client.message()) {
                        client.send("HTTP/1.1 200 OK\r\nContent-Length: "
                                + request.body().length() + "\r\n\r\n" + request.body());
                    }
                });
                RawPeer client = hops.client(protocol)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).message().status()).isEqualTo(200);
            }
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + large.length() + "\r\n\r\n" + large);
            assertThat(client.message().body()).isEqualTo(large);
            assertThat(hops.second.listener().connections()).isEqualTo(1);
            assertThat(hops.second.chains).hasSize(21).containsOnly("a");
            assertThat(hops.first.chains).containsOnly("none");
        }
    }

    @Test
    void answerThatEndsWithItsConnectionIsWhole() throws IOException {
        try (TlsHops hops = new TlsHops(client -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\n\r\nabc");
        })) {
            assertThat(hops.client().send("GET / HTTP/1.0\r\nHost: h\r\n\r\n").rest())
                    .endsWith("\r\n\r\nabc");
        }
    }

    @Test
    void answerThatBreaksOffNeverLooksWhole() throws IOException {
        try (TlsHops hops = new TlsHops(client -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\n\r\nabc");
            client.bytes(1);
            client.reset();
        })) {
            RawPeer client = hops.client().send("POST / HTTP/1.0\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
            client.head();
            assertThat(client.bytes(3)).isEqualTo("abc");
            client.send("x");
            assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
            await().until(() -> hops.first.ends.contains(End.BROKEN_OFF));
        }
    }

    @Test
    void answerThatAnybodyCanHaveCutIsNotWhole() throws Exception {
        TlsClient server = TlsClient.trusting(TestCertificates.ca(), TestCertificates.node("b"));
        try (RawBackend cut = new RawBackend(client -> {
                    Socket plain = client.socket();
                    SSLSocket secured =
                            (SSLSocket) server.context().getSocketFactory().createSocket(plain, "", 0, false);
                    secured.setUseClientMode(false);
                    RawPeer peer = new RawPeer(secured);
                    peer.head();
                    peer.send("HTTP/1.1 200 OK\r\n\r\nabc");
                    plain.close();
                });
                Proxy first =
                        new Proxy(new Target(cut.target().address(), "b", "", tls("a").toNode(new NodeName("b"))))) {
            String rest = first.client().send(GET).rest();
            assertThat(rest).contains("abc").doesNotEndWith("0\r\n\r\n");
            await().until(() -> first.ends.contains(End.BROKEN_OFF));
        }
    }

    @Test
    void tunnelPassesTheEndOfOneSideAndThenTheAnswer() throws IOException {
        try (TlsHops hops = new TlsHops(client -> {
            client.head();
            client.send(SWITCH);
            client.send("all: " + client.rest());
        })) {
            RawPeer client = hops.client("TLSv1.3").send(UPGRADE);
            client.head();
            client.send("abc");
            client.endOutput();
            assertThat(client.rest()).isEqualTo("all: abc");
            await().until(() -> hops.first.listener().connections() == 0);
        }
    }

    @Test
    void memberOfAnotherNameGetsNothing() throws IOException {
        try (TlsHops hops = new TlsHops(client -> client.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "c");
                RawPeer client = hops.client()) {
            assertThat(client.send(GET).message().status()).isEqualTo(503);
            assertThat(hops.first.retries).containsExactly(Failure.UNREACHED);
            assertThat(hops.second.chains).isEmpty();
        }
    }

    @Test
    void strangersGetNowhereAtAPortForMembers() throws Exception {
        try (TlsHops hops = new TlsHops(client -> {})) {
            int port = hops.second.listener().address().getPort();
            for (TlsClient stranger : new TlsClient[] {
                TlsClient.trusting(TestCertificates.ca()),
                TlsClient.trusting(TestCertificates.ca(), TestCertificates.nodeOfOtherAuthority("a")),
                TlsClient.trusting(TestCertificates.ca(), TestCertificates.endedNode("a")),
                TlsClient.trusting(TestCertificates.ca(), TestCertificates.serverOnlyNode("a"))
            }) {
                assertThatThrownBy(() -> {
                            try (RawPeer peer = new RawPeer(stranger.connect(port))) {
                                peer.send(GET);
                                peer.bytes(1);
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
            try (RawPeer plain = RawPeer.connect(hops.second.listener().address())) {
                assertThat(plain.send(GET).rest()).doesNotContain("HTTP");
            }
            assertThat(hops.second.chains).isEmpty();
            await().until(() -> hops.second.listener().connections() == 0);
        }
    }
}
