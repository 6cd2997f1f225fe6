package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawBackend;
import hera.foundation.forward.RawPeer;
import hera.foundation.forward.RawPeer.Message;
import hera.sidecar.SidecarRing.Member;
import hera.sidecar.ring.RingMember;
import hera.sidecar.ring.XxHash64;
import hera.sidecar.settings.Policy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request whose owner fails: how often it is tried, and what its client is told. */
class OwnerFailuresTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** Whichever backend is asked first breaks off, after it has read the request. */
    private static RawBackend.Script firstBreaks(AtomicInteger asked) {
        return client -> {
            for (Message request = client.message(); !request.head().isEmpty(); request = client.message()) {
                if (asked.incrementAndGet() == 1) {
                    return;
                }
                client.send(ANSWER);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
    void lostRequestThatMayBeRepeatedGoesToTheNextOwner(String method) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (SidecarRing ring = new SidecarRing(3, firstBreaks(asked))) {
            Member receiver = ring.other("k");
            try (RawPeer client = receiver.client()) {
                String head = client.send(request(method, "k")).head();
                assertThat(head)
                        .startsWith("HTTP/1.1 200 ")
                        .doesNotContain("Handled-By: " + ring.owner("k").address());
            }
            assertThat(asked).hasValue(2);
            assertThat(receiver.count("ringpop.next.owner", "reason", "lost")).isEqualTo(1);
        }
    }

    @Test
    void lostRequestThatMayHaveBeenHandledIs502() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (SidecarRing ring = new SidecarRing(3, firstBreaks(asked))) {
            for (Member receiver : List.of(ring.other("k"), ring.owner("k"))) {
                asked.set(0);
                Message answer = ask(receiver, "POST", "k");
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.head()).contains("application/problem+json").doesNotContain("Retry-After");
                assertThat(asked).hasValue(1);
            }
        }
    }

    /** The fourth in order would serve it, and is not asked. */
    @Test
    void unreachedRequestIsTriedAtThreeMembersAtMost() throws IOException {
        try (SidecarRing ring = new SidecarRing(5, Policy.NEXT)) {
            List<Member> order = order(ring, "k");
            Member receiver = order.get(4);
            order.get(0).close();
            order.get(1).close();
            assertThat(ask(receiver, "POST", "k").head())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Handled-By: " + order.get(2).address());
            order.get(2).close();
            Message answer = ask(receiver, "POST", "k");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.head()).contains("Retry-After: 1\r\n");
            assertThat(receiver.count("ringpop.next.owner", "reason", "unreached"))
                    .isEqualTo(4);
            assertThat(order.get(3).seen).isEmpty();
        }
    }

    @Test
    void waitingForAnOwnerEndsAtItsTime() throws IOException {
        try (SidecarRing ring = new SidecarRing(2, new Policy(Policy.Kind.WAIT, Duration.ofSeconds(5)))) {
            Member receiver = ring.other("k");
            ring.owner("k").close();
            try (RawPeer client = receiver.client()) {
                client.send(request("GET", "k"));
                await().until(() -> receiver.inProgress() == 1);
                receiver.skipTime(Duration.ofSeconds(5));
                assertThat(client.message().status()).isEqualTo(503);
            }
        }
    }

    @Test
    void clientThatLeavesCountsAs499() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        RawBackend.Script silent = client -> {
            client.head();
            asked.countDown();
            assertThat(client.rest()).isEmpty();
            gone.countDown();
        };
        try (SidecarRing ring = new SidecarRing(2, silent)) {
            Member receiver = ring.other("k");
            try (RawPeer client = receiver.client()) {
                client.send(request("GET", "k"));
                await().until(() -> asked.getCount() == 0);
            }
            await().until(() -> receiver.count("ringpop.errors", "status", "499") == 1 && gone.getCount() == 0);
            assertThat(receiver.count("ringpop.http.requests")).isEqualTo(1);
        }
    }

    private static List<Member> order(SidecarRing ring, String key) {
        return ring.members.get(0).membership.current().ring().order(XxHash64.hash(key)).stream()
                .map(RingMember::address)
                .map(address -> ring.members.stream()
                        .filter(member -> member.address().equals(address))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private static Message ask(Member receiver, String method, String key) throws IOException {
        try (RawPeer client = receiver.client()) {
            return client.send(request(method, key)).message();
        }
    }

    private static String request(String method, String key) {
        return method + " / HTTP/1.1\r\nHost: h\r\nKey: " + key + "\r\n\r\n";
    }
}
