package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import hera.foundation.forward.RawPeer;
import hera.foundation.forward.RawPeer.Message;
import hera.harness.LogRecorder;
import hera.sidecar.SidecarRing.Member;
import hera.sidecar.settings.Policy;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The faults of http-ringpop 1.0.0, each shown not to be one of these sidecars, through both hops. */
class OriginalFaultsTest {
    private static final String SECRET = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\ns3cret";

    @Test
    void errorIsNo200() throws IOException {
        try (SidecarRing ring = new SidecarRing(2, Policy.FAIL)) {
            ring.owner("k").backend.close();
            for (Member receiver : ring.members) {
                assertThat(get(receiver, "Key: k").status()).isEqualTo(503);
            }
            ring.owner("k").close();
            assertThat(get(ring.other("k"), "Key: k").status()).isEqualTo(503);
            assertThat(get(ring.other("k"), "Bad Field: 1").status()).isEqualTo(400);
        }
    }

    @Test
    void everySetCookieArrives() throws IOException {
        String cookies = "Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nSet-Cookie: a=3\r\n";
        try (SidecarRing ring = new SidecarRing(2, client -> {
            client.message();
            client.send("HTTP/1.1 200 OK\r\n" + cookies + "Content-Length: 0\r\n\r\n");
        })) {
            assertThat(get(ring.other("k"), "Key: k").head()).contains(cookies);
            assertThat(get(ring.owner("k"), "Key: k").head()).contains(cookies);
        }
    }

    @Test
    void hostStaysTheClients() throws IOException {
        try (SidecarRing ring = new SidecarRing(2, Policy.NEXT)) {
            for (Member receiver : ring.members) {
                assertThat(get(receiver, "Key: k").body()).contains("\r\nHost: shop.example\r\n");
            }
        }
    }

    /** The backend has the first half while the client still holds the second, and the other way round. */
    @Test
    void noBodyIsHeldWhole() throws IOException {
        CountDownLatch firstHalf = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (SidecarRing ring = new SidecarRing(2, client -> {
                    client.head();
                    client.bytes(5);
                    firstHalf.countDown();
                    client.bytes(5);
                    client.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                    goOn.await();
                    client.send("world");
                });
                RawPeer client = ring.other("k").client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nKey: k\r\nContent-Length: 10\r\n\r\nhello");
            await().until(() -> firstHalf.getCount() == 0);
            client.send("world");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.bytes(5)).isEqualTo("hello");
            goOn.countDown();
            assertThat(client.bytes(5)).isEqualTo("world");
        }
    }

    @Test
    void upgradeMakesATunnel() throws IOException {
        try (SidecarRing ring = new SidecarRing(2, client -> {
                    client.head();
                    client.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
                    client.send(client.bytes(4));
                });
                RawPeer client = ring.other("k").client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nKey: k\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nping");
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            assertThat(client.bytes(4)).isEqualTo("ping");
        }
    }

    /** Each request comes from a port of its own; all have one owner, whoever receives them. */
    @Test
    void keyHasNoPort() throws IOException {
        try (SidecarRing ring = new SidecarRing(3, Policy.NEXT)) {
            Set<String> handlers = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                for (Member receiver : ring.members) {
                    handlers.add(handledBy(get(receiver, "A: b")));
                }
            }
            assertThat(handlers).containsExactly(ring.owner("127.0.0.1").address());
        }
    }

    @Test
    void keyIsNotForgedThroughForwardedFor() throws IOException {
        try (SidecarRing ring = new SidecarRing(3, Policy.NEXT)) {
            Set<String> handlers = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                handlers.add(handledBy(get(ring.members.get(0), "X-Forwarded-For: 6.6.6." + i)));
                handlers.add(handledBy(get(ring.members.get(1), "X-Real-IP: 6.6.6." + i)));
            }
            assertThat(handlers).containsExactly(ring.owner("127.0.0.1").address());
        }
    }

    @Test
    void noBodyIsDumped() throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        Semaphore received = new Semaphore(0);
        root.setLevel(Level.TRACE);
        try (LogRecorder log = new LogRecorder(org.slf4j.Logger.ROOT_LOGGER_NAME);
                SidecarRing ring = new SidecarRing(2, client -> {
                    client.message();
                    received.release();
                    client.send(SECRET);
                })) {
            root.debug("recorded at every level");
            for (Member receiver : ring.members) {
                try (RawPeer client = receiver.client()) {
                    client.send(
                            "POST /?s3cret HTTP/1.1\r\nHost: h\r\nKey: k\r\nA: s3cret\r\nContent-Length: 6\r\n\r\ns3cret");
                    assertThat(client.message().body()).isEqualTo("s3cret");
                }
            }
            assertThat(get(ring.members.get(0), "Bad s3cret: s3cret").status()).isEqualTo(400);
            assertThat(received.availablePermits()).isEqualTo(2);
            assertThat(log.lines()).contains("recorded at every level").noneMatch(line -> line.contains("s3cret"));
        } finally {
            root.setLevel(before);
        }
    }

    private static Message get(Member receiver, String field) throws IOException {
        try (RawPeer client = receiver.client()) {
            return client.send("GET / HTTP/1.1\r\nHost: shop.example\r\n" + field + "\r\n\r\n")
                    .message();
        }
    }

    private static String handledBy(Message answer) {
        return answer.head()
                .lines()
                .filter(line -> line.startsWith("X-Ringpop-Handled-By: "))
                .findFirst()
                .orElse("nobody")
                .substring("X-Ringpop-Handled-By: ".length());
    }
}
