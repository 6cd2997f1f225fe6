package hera.foundation.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that connect while a listener is about to accept no more. */
class LastClientsTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    /** The system has let them in while both event loops were busy; nobody could tell them of the end. */
    @Test
    void clientsThatAreConnectedAlreadyAreAnswered() throws IOException {
        CountDownLatch busy = new CountDownLatch(2);
        CountDownLatch free = new CountDownLatch(1);
        List<RawPeer> late = new ArrayList<>();
        try (RawBackend backend = RawBackend.answering(request -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Proxy proxy = new Proxy(backend.target());
                RawPeer one = proxy.client();
                RawPeer other = proxy.client()) {
            proxy.onRequest = () -> {
                busy.countDown();
                await().until(() -> free.getCount() == 0);
            };
            one.send(REQUEST);
            other.send(REQUEST);
            await().until(() -> busy.getCount() == 0);
            for (int client = 0; client < 20; client++) {
                late.add(proxy.client().send(REQUEST));
            }
            proxy.listener().drain();
            proxy.listener().closeIdle();
            free.countDown();
            for (RawPeer client : late) {
                assertThat(client.rest()).startsWith("HTTP/1.1 200 ").contains("Connection: close\r\n");
            }
        } finally {
            free.countDown();
            for (RawPeer client : late) {
                client.close();
            }
        }
    }
}
