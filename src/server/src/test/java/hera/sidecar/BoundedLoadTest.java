package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawPeer;
import hera.foundation.forward.RawPeer.Message;
import hera.sidecar.SidecarRing.Member;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** {@code hash-balance-factor} over real sockets. */
class BoundedLoadTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final CountDownLatch slowArrived = new CountDownLatch(1);
    private final CountDownLatch slowMayEnd = new CountDownLatch(1);

    /** With one open and one that comes, among three at 101 per cent, each may have one. */
    @Test
    void ownerWithItsShareIsPassedOverUntilItHasLess() throws IOException {
        try (SidecarRing ring = new SidecarRing(3, 101, this::serve);
                RawPeer slow = ring.other("k").client()) {
            Member receiver = ring.other("k");
            String owner = "Handled-By: " + ring.owner("k").address() + "\r\n";
            slow.send("GET /slow HTTP/1.1\r\nHost: h\r\nKey: k\r\n\r\n");
            await().until(() -> slowArrived.getCount() == 0);
            assertThat(ask(receiver).head()).startsWith("HTTP/1.1 200 ").doesNotContain(owner);
            slowMayEnd.countDown();
            assertThat(slow.message().head()).contains(owner);
            await().until(() -> receiver.inProgress() == 0);
            assertThat(ask(receiver).head()).contains(owner);
        }
    }

    private void serve(RawPeer client) throws IOException, InterruptedException {
        for (Message request = client.message(); !request.head().isEmpty(); request = client.message()) {
            if (request.head().startsWith("GET /slow ")) {
                slowArrived.countDown();
                slowMayEnd.await();
            }
            client.send(ANSWER);
        }
    }

    private static Message ask(Member receiver) throws IOException {
        try (RawPeer client = receiver.client()) {
            return client.send("GET / HTTP/1.1\r\nHost: h\r\nKey: k\r\n\r\n").message();
        }
    }
}
