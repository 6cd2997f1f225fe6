package hera.foundation.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that become another protocol's, through two hops. */
class TunnelTest {
    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-A: 1\r\n\r\n";

    @Test
    void handshakeAndBytesPassBothWays() throws IOException {
        try (Hops hops = new Hops(client -> {
            assertThat(client.head()).contains("Connection: Upgrade\r\n", "Upgrade: websocket\r\n");
            client.send(SWITCH);
            client.send("got " + client.bytes(4));
            client.send(", got " + client.bytes(4));
        })) {
            RawPeer client = hops.client().send(UPGRADE);
            assertThat(client.head())
                    .isEqualTo(RawPeer.head(
                            "HTTP/1.1 101 Switching Protocols",
                            "X-A: 1",
                            "X-Added: answer",
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "X-Added: answer"));
            client.send("ping");
            assertThat(client.bytes(8)).isEqualTo("got ping");
            client.send("pong");
            assertThat(client.rest()).isEqualTo(", got pong");
            client.close();
            await().until(() -> hops.first().ends.contains(End.TUNNELLED)
                    && hops.second().ends.contains(End.TUNNELLED));
            assertThat(hops.first().listener().tunnels()).isZero();
            assertThat(hops.first().listener().exchanges()).isZero();
        }
    }

    @Test
    void bytesRightBehindTheHandshakeAreNotLost() throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send(SWITCH + "early answer");
            client.send(client.bytes(5));
        })) {
            RawPeer client = hops.client().send(UPGRADE + "early");
            client.head();
            assertThat(client.rest()).isEqualTo("early answerearly");
        }
    }

    /** The JDK's client says that its handshake has an empty body. */
    @Test
    void upgradeWithAnEmptyBodyIsPassedOn() throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send(SWITCH);
            client.send("got " + client.bytes(4));
        })) {
            RawPeer client = hops.client().send(UPGRADE.replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n") + "ping");
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            assertThat(client.rest()).isEqualTo("got ping");
        }
    }

    @Test
    void refusedUpgradeIsAnOrdinaryAnswer() throws IOException {
        try (RawBackend backend = RawBackend.answering(request -> "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
                Proxy proxy = new Proxy(backend.target());
                RawPeer client = proxy.client()) {
            assertThat(client.send(UPGRADE).message().body()).isEqualTo("no");
            assertThat(client.send(UPGRADE).message().body()).isEqualTo("no");
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void clientsEndIsPassedAndTheAnswerStillComes() throws IOException {
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send(SWITCH);
            client.send("all: " + client.rest());
        })) {
            RawPeer client = hops.client().send(UPGRADE);
            client.head();
            client.send("abc");
            client.endOutput();
            assertThat(client.rest()).isEqualTo("all: abc");
            await().until(() -> hops.first().listener().connections() == 0);
        }
    }

    @Test
    void serversEndIsPassedAndTheClientMayStillSend() throws IOException {
        CountDownLatch heard = new CountDownLatch(1);
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send(SWITCH + "bye");
            client.endOutput();
            assertThat(client.rest()).isEqualTo("last words");
            heard.countDown();
        })) {
            RawPeer client = hops.client().send(UPGRADE);
            client.head();
            assertThat(client.rest()).isEqualTo("bye");
            client.send("last words");
            client.endOutput();
            await().until(() -> heard.getCount() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsGoneEndsTheOther(boolean clientGoes) throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send(SWITCH);
            if (clientGoes) {
                try {
                    client.rest();
                } finally {
                    gone.countDown();
                }
            } else {
                over.await();
                client.reset();
            }
        })) {
            RawPeer client = hops.client().send(UPGRADE);
            client.head();
            if (clientGoes) {
                client.reset();
                await().until(() -> gone.getCount() == 0);
            } else {
                over.countDown();
                assertThat(client.rest()).isEmpty();
                client.close();
            }
            await().until(() -> hops.first().listener().tunnels() == 0
                    && hops.second().listener().tunnels() == 0);
        }
    }

    @Test
    void readerThatStopsStopsTheWriter() throws IOException {
        AtomicLong sent = new AtomicLong();
        long beyondBuffers = 64L << 20;
        try (Hops hops = new Hops(client -> {
            client.head();
            client.send(SWITCH);
            while (true) {
                client.send(new byte[1 << 16]);
                sent.addAndGet(1 << 16);
            }
        })) {
            RawPeer client = RawPeer.connectWithSmallBuffer(hops.address());
            client.send(UPGRADE).head();
            BodiesTest.awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(beyondBuffers);
            assertThat(client.drop(beyondBuffers)).isEqualTo(beyondBuffers);
            client.reset();
        }
    }

    @Test
    void tunnelHasNoIdleTime() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (RawBackend backend = new RawBackend(client -> {
                    client.head();
                    client.send(SWITCH);
                    client.send(client.bytes(4));
                    over.await();
                });
                Proxy proxy = new Proxy(Proxy.idleTimeout(Duration.ofMillis(100)), backend.target());
                RawPeer client = proxy.client()) {
            client.send(UPGRADE).head();
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            assertThat(client.send("ping").bytes(4)).isEqualTo("ping");
            over.countDown();
        }
    }
}
