package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.forward.RawPeer;
import hera.foundation.forward.RawPeer.Message;
import hera.sidecar.SidecarRing.Member;
import hera.sidecar.settings.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Requests that are on their way while the ring changes, at each member at another time. */
class RingChangeTest {
    private static final int CLIENTS = 100;
    private static final int REQUESTS_EACH = 10;

    @Test
    void noRequestFailsOrIsHandledTwice() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (SidecarRing ring = new SidecarRing(3, Policy.NEXT)) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                running.add(clients.submit(() -> converse(ring.members.get(number % 3), number)));
            }
            int turns = 0;
            while (running.stream().anyMatch(client -> !client.isDone())) {
                turn(ring, turns++);
            }
            for (Future<?> client : running) {
                client.get();
            }
            assertThat(turns).isGreaterThan(10);
            List<String> ids = ring.members.stream()
                    .flatMap(member -> member.seen.stream())
                    .map(request -> request.lines()
                            .filter(line -> line.startsWith("Id: "))
                            .findFirst()
                            .orElseThrow())
                    .toList();
            assertThat(ids).hasSize(CLIENTS * REQUESTS_EACH).doesNotHaveDuplicates();
        } finally {
            clients.shutdownNow();
        }
    }

    /** One member sees another ring from now on. */
    private static void turn(SidecarRing ring, int number) {
        Member member = ring.members.get(number % 3);
        Set<String> others = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            if ((number >> i & 1) == 0 || ring.members.get(i) == member) {
                others.add(ring.members.get(i).address());
            }
        }
        member.membership.turn(others);
    }

    private static int converse(Member receiver, int client) throws IOException {
        try (RawPeer connection = receiver.client()) {
            for (int i = 0; i < REQUESTS_EACH; i++) {
                String id = client + "-" + i;
                Message answer = connection
                        .send("POST / HTTP/1.1\r\nHost: h\r\nKey: " + id + "\r\nId: " + id
                                + "\r\nContent-Length: 2\r\n\r\nhi")
                        .message();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).contains("Id: " + id + "\r\n");
            }
        }
        return REQUESTS_EACH;
    }
}
