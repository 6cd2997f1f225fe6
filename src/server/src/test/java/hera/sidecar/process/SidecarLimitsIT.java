package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawBackend;
import hera.foundation.forward.RawPeer;
import hera.foundation.forward.RawPeer.Message;
import hera.harness.Cluster;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients of a sidecar of the built jar may take from each other: connections, time, and memory for heads. */
class SidecarLimitsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final int SLOW = 200;

    @TempDir
    Path directory;

    private final List<RawPeer> open = new ArrayList<>();
    private RawBackend backend;
    private SidecarProcesses ring;
    private Member member;

    private void start(String... flags) throws IOException {
        backend = RawBackend.answering(request -> OK);
        ring = new SidecarProcesses(directory, List.of(backend.address().getPort()), flags).start();
        member = ring.members.get(0);
    }

    @AfterEach
    void stop() throws IOException {
        for (RawPeer peer : open) {
            peer.close();
        }
        if (ring != null) {
            ring.close();
        }
        if (backend != null) {
            backend.close();
        }
    }

    private RawPeer from(String source) throws IOException {
        RawPeer peer = RawPeer.connect(source, new InetSocketAddress(InetAddress.getLoopbackAddress(), member.http));
        open.add(peer);
        return peer;
    }

    private void isServed(String source) throws IOException {
        assertThat(from(source).send(GET).message().status()).isEqualTo(200);
    }

    private static void isRefused(RawPeer peer, int status, String detail) throws IOException {
        Message answer = peer.message();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head()).contains("Content-Type: application/problem+json\r\n", "Connection: close\r\n");
        assertThat(answer.body()).contains(detail);
    }

    private String metrics() {
        return member.debug().get("/metrics").body();
    }

    @Test
    void clientBeyondItsConnectionsIsToldSoAndOthersAreServed() throws IOException {
        start("--max.client.connections=3", "--max.connections=5");
        isServed("127.0.0.2");
        isServed("127.0.0.2");
        isServed("127.0.0.2");
        isRefused(from("127.0.0.2"), 503, "This client has as many connections as it may");
        isServed("127.0.0.3");
        await("the refused one's end")
                .atMost(Cluster.PATIENCE)
                .until(() -> metrics().contains("\nringpop_connections 4.0\n"));
        isServed("127.0.0.4");
        isRefused(from("127.0.0.5"), 503, "too many connections");
        assertThat(metrics()).contains("\nringpop_errors_total{status=\"503\"} 2.0\n");
    }

    @Test
    void clientThatAsksTooOftenIsToldToWait() throws IOException {
        start("--max.client.requests=1");
        RawPeer client = from("127.0.0.2");
        await("too many requests in a second")
                .atMost(Cluster.PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> {
                    Message answer = client.send(GET).message();
                    return answer.status() == 429 && answer.head().contains("Retry-After: 1\r\n");
                });
        isServed("127.0.0.3");
    }

    @Test
    void slowSendersHoldUpNobodyAndSlowHeadsEnd() throws IOException {
        start("--timeout.head=2", "--timeout.connect=20");
        List<RawPeer> heads = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            from("127.0.0.2").send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf");
            heads.add(from("127.0.0.2").send("GET / HTTP/1.1\r\nHo"));
        }
        for (int i = 0; i < SLOW; i++) {
            isServed("127.0.0.3");
        }
        for (RawPeer head : heads) {
            isRefused(head, 408, "head did not come in time");
        }
        isServed("127.0.0.3");
    }

    /** By default; what a level shows beyond that is another test's. */
    @Test
    void requestsLeaveNoLineInTheLog() throws IOException {
        start();
        String before = member.process().standardOutput() + member.process().standardError();
        isServed("127.0.0.2");
        isRefused(from("127.0.0.2").send("GET /\r\n\r\n"), 400, "");
        isServed("127.0.0.2");
        assertThat(member.process().standardOutput() + member.process().standardError())
                .isEqualTo(before);
    }

    @Test
    void longHeadsAreRefused() throws IOException {
        start("--max.head=1024");
        String filler = "x".repeat(1024);
        isRefused(from("127.0.0.2").send("GET /" + filler + " HTTP/1.1\r\n"), 414, "longer than 1024 bytes");
        isRefused(from("127.0.0.2").send("GET / HTTP/1.1\r\nHost: " + filler), 431, "longer than 1024 bytes");
        isRefused(from("127.0.0.2").send("GET / HTTP/1.1\r\n" + "A:\r\n".repeat(300)), 431, "");
        isServed("127.0.0.2");
    }
}
