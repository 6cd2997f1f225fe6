package hera.foundation.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that go away, and the work behind them. */
class LeavingClientsTest {
    @Test
    void clientThatGoesAwayEndsTheWorkBehindIt() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Hops hops = new Hops(client -> {
            client.head();
            assertThat(client.drop(1)).isZero();
            ended.countDown();
        })) {
            RawPeer client = hops.client().send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> hops.second().listener().exchanges() == 1);
            client.close();
            await().until(() -> ended.getCount() == 0);
            assertThat(hops.first().ends).containsExactly(End.ABANDONED);
            await().until(() -> hops.second().ends.contains(End.ABANDONED));
        }
    }

    @Test
    void clientThatGoesAwayInItsBodyEndsTheWorkToo() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Hops hops = new Hops(client -> {
            client.head();
            assertThat(client.drop(10)).isEqualTo(3);
            ended.countDown();
        })) {
            RawPeer client = hops.client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
            await().until(() -> hops.second().listener().exchanges() == 1);
            client.reset();
            await().until(() -> ended.getCount() == 0);
        }
    }
}
