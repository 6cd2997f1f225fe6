package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawPeer;
import hera.foundation.forward.RawPeer.Message;
import hera.sidecar.SidecarRing.Member;
import hera.sidecar.ring.HashRing;
import hera.sidecar.ring.XxHash64;
import hera.sidecar.settings.Policy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three sidecars over real sockets, with a membership turned by hand. */
class SidecarTest {
    @Test
    void ownersBackendAnswersWhoeverReceives() throws IOException {
        try (SidecarRing ring = new SidecarRing(3, Policy.NEXT)) {
            for (int key = 0; key < 50; key++) {
                Member owner = ring.owner("key-" + key);
                for (Member receiver : ring.members) {
                    Message answer = ask(receiver, "GET", "key-" + key);
                    assertThat(answer.head())
                            .contains("Backend: " + ring.members.indexOf(owner) + "\r\n")
                            .contains("X-Ringpop-Handled-By: " + owner.address() + "\r\n")
                            .contains("X-Ringpop-Received-By: " + receiver.address() + "\r\n")
                            .doesNotContain("forged", "X-Ringpop-Ring");
                }
            }
        }
    }

    @Test
    void backendSeesTheSameForwardedOrNot() throws IOException {
        try (SidecarRing ring = new SidecarRing(2, Policy.NEXT)) {
            Member owner = ring.owner("k");
            Member other = ring.members.get(1 - ring.members.indexOf(owner));
            String direct = ask(owner, "GET", "k").body();
            String forwarded = ask(other, "GET", "k").body();
            assertThat(direct)
                    .contains(
                            "X-Forwarded-For: 127.0.0.1\r\n", "X-Forwarded-Proto: http\r\n", "X-Forwarded-Host: h\r\n")
                    .contains("Forwarded: for=127.0.0.1;host=\"h\";proto=http\r\n")
                    .contains("X-Proxy: " + owner.address(), "X-Ringpop-Received-By: " + owner.address())
                    .contains("X-Ringpop-Via: " + owner.settings.instance() + "\r\n")
                    .doesNotContain("X-Ringpop-Forward");
            assertThat(forwarded)
                    .contains("X-Proxy: " + owner.address(), "X-Ringpop-Received-By: " + other.address())
                    .contains("X-Ringpop-Via: " + other.settings.instance() + ", " + owner.settings.instance())
                    .doesNotContain("X-Ringpop-Forward");
            assertThat(withoutRingpop(forwarded)).isEqualTo(withoutRingpop(direct));
        }
    }

    @Test
    void clientCannotForgeWhatSidecarsSay() throws IOException {
        try (SidecarRing ring = new SidecarRing(1, Policy.NEXT);
                RawPeer client = ring.members.get(0).client()) {
            String seen = client.send(RawPeer.head(
                            "GET / HTTP/1.1",
                            "Host: h",
                            "X-Ringpop-Forward: default;0;0",
                            "X-Ringpop-Received-By: me",
                            "X-Proxy: me",
                            "X-Forwarded-For: 6.6.6.6",
                            "X-Forwarded-Proto: https",
                            "Forwarded: for=6.6.6.6"))
                    .message()
                    .body();
            assertThat(seen).doesNotContain("me\r\n", "6.6.6.6", "https", "X-Ringpop-Forward");
        }
    }

    @Test
    void forwardGoesNoFurtherThanOnce() throws IOException {
        try (SidecarRing ring = new SidecarRing(2, Policy.NEXT)) {
            Member owner = ring.owner("k");
            Member other = ring.members.get(1 - ring.members.indexOf(owner));
            owner.membership.turn(List.of(other.address()));
            assertThat(ask(other, "GET", "k").head()).contains("Backend: " + ring.members.indexOf(owner) + "\r\n");
            assertThat(owner.count("ringpop.handled.for.other.owner")).isEqualTo(1);
            assertThat(owner.count("ringpop.ring.disagreements")).isEqualTo(1);
            assertThat(other.count("ringpop.ring.disagreements")).isEqualTo(1);
            assertThat(owner.count("ringpop.ringpop.requests")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void unreachedOwnerIsPassedOver(String method) throws IOException {
        try (SidecarRing ring = new SidecarRing(3, Policy.NEXT)) {
            Member dead = ring.members.get(2);
            dead.close();
            Member receiver = ring.members.get(0);
            for (int key = 0; key < 30; key++) {
                assertThat(ask(receiver, method, "key-" + key).status()).isEqualTo(200);
            }
            assertThat(receiver.count("ringpop.next.owner", "reason", "unreached"))
                    .isPositive();
        }
    }

    @Test
    void backendThatIsAwayIsUnreachedForTheReceiverToo() throws IOException {
        try (SidecarRing ring = new SidecarRing(3, Policy.NEXT)) {
            Member owner = ring.owner("k");
            Member receiver = ring.members.get((ring.members.indexOf(owner) + 1) % 3);
            owner.backend.close();
            assertThat(ask(receiver, "POST", "k").status()).isEqualTo(200);
            try (RawPeer peer = owner.peer()) {
                Message told = peer.send(forward("k", owner)).message();
                assertThat(told.status()).isEqualTo(503);
                assertThat(told.head()).contains("X-Ringpop-Failed: unreached\r\n", "X-Ringpop-Ring: ");
            }
        }
    }

    @Test
    void policyFailAnswersAtOnce() throws IOException {
        try (SidecarRing ring = new SidecarRing(2, Policy.FAIL)) {
            Member owner = ring.owner("k");
            Member receiver = ring.members.get(1 - ring.members.indexOf(owner));
            owner.close();
            Message answer = ask(receiver, "GET", "k");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.head())
                    .contains("Retry-After: 1\r\n", "Content-Type: application/problem+json\r\n")
                    .contains("X-Ringpop-Received-By: " + receiver.address())
                    .doesNotContain("X-Ringpop-Handled-By");
            await().until(() -> receiver.count("ringpop.errors", "status", "503") == 1);
        }
    }

    @Test
    void policyWaitAsksWhoeverIsTheOwnerThen() throws IOException {
        try (SidecarRing ring = new SidecarRing(2, new Policy(Policy.Kind.WAIT, Duration.ofSeconds(20)))) {
            Member owner = ring.owner("k");
            Member receiver = ring.members.get(1 - ring.members.indexOf(owner));
            owner.close();
            try (RawPeer client = receiver.client()) {
                client.send(request("GET", "k"));
                await().pollDelay(Duration.ofMillis(200)).until(() -> true);
                receiver.membership.turn(List.of(receiver.address()));
                assertThat(client.message().head()).contains("X-Ringpop-Handled-By: " + receiver.address());
            }
        }
    }

    /** A client that comes to a member which has just started does not pay for it. */
    @Test
    void requestWaitsUntilTheRingIsKnown() throws IOException {
        try (SidecarRing ring = new SidecarRing(1, Policy.NEXT);
                RawPeer client = ring.members.get(0).client()) {
            Member member = ring.members.get(0);
            member.membership.forget();
            client.send(request("POST", "k"));
            await().until(() -> member.inProgress() == 1);
            assertThat(member.seen).isEmpty();
            ring.turnAll(ring.members);
            assertThat(client.message().status()).isEqualTo(200);
        }
    }

    @Test
    void ringThatIsNotKnownInTimeIs503() throws IOException {
        try (SidecarRing ring = new SidecarRing(1, Policy.NEXT);
                RawPeer client = ring.members.get(0).client()) {
            Member member = ring.members.get(0);
            member.membership.forget();
            client.send(request("GET", "k"));
            await().until(() -> member.inProgress() == 1);
            member.skipTime(Duration.ofSeconds(10));
            Message answer = client.message();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("Not joined");
        }
    }

    @Test
    void ringThatIsTooSmallIs503() throws IOException {
        try (SidecarRing ring = new SidecarRing(1, Policy.NEXT)) {
            Member member = ring.members.get(0);
            member.membership.turn(List.of());
            assertThat(ask(member, "GET", "k").status()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "other;0000000000000000;0000000000000000, 421",
        "default;0000000000000000;000000000000000, 400",
        "default;000000000000000g;0000000000000000, 400",
        "default;0000000000000000, 400",
        "'', 400"
    })
    void wrongForwardIsRefused(String token, int status) throws IOException {
        try (SidecarRing ring = new SidecarRing(1, Policy.NEXT);
                RawPeer peer = ring.members.get(0).peer()) {
            Message answer = peer.send("GET / HTTP/1.1\r\nHost: h\r\nX-Ringpop-Forward: " + token + "\r\n\r\n")
                    .message();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.head().contains("X-Ringpop-Failed: unreached")).isEqualTo(status == 421);
        }
    }

    /** A pod's address that now belongs to another ring: nothing was handled there, whatever the method. */
    @Test
    void addressOfAnotherRingIsPassedOver() throws IOException {
        try (SidecarRing ring = new SidecarRing(2, Policy.NEXT);
                SidecarRing other = new SidecarRing("other", 1, Policy.NEXT)) {
            Member stranger = other.members.get(0);
            Member receiver = ring.members.get(0);
            receiver.membership.turn(
                    List.of(receiver.address(), ring.members.get(1).address(), stranger.address()));
            for (int key = 0; key < 30; key++) {
                Message answer = ask(receiver, "POST", "key-" + key);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.head()).doesNotContain(stranger.address());
            }
            assertThat(receiver.count("ringpop.next.owner", "reason", "unreached"))
                    .isPositive();
            assertThat(stranger.seen).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/_ring", "/_deltas/x"})
    void memberPortServesNoClients(String target) throws IOException {
        try (SidecarRing ring = new SidecarRing(1, Policy.NEXT);
                RawPeer peer = ring.members.get(0).peer()) {
            assertThat(peer.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n")
                            .message()
                            .status())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"id0", "a, b, ID0", "1,2,3,4,5,6,7,8,9"})
    void loopIs508(String via) throws IOException {
        try (SidecarRing ring = new SidecarRing(1, Policy.NEXT);
                RawPeer client = ring.members.get(0).client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Ringpop-Via: " + via + "\r\n\r\n");
            assertThat(client.message().status()).isEqualTo(508);
        }
    }

    @Test
    void requestCountsOnceWhereItEnded() throws IOException {
        try (SidecarRing ring = new SidecarRing(2, Policy.NEXT)) {
            Member receiver = ring.members.get(0);
            for (int key = 0; key < 20; key++) {
                ask(receiver, "GET", "key-" + key);
            }
            try (RawPeer client = receiver.client()) {
                client.send("BAD\r\n\r\n").rest();
            }
            double backend = receiver.count("ringpop.requests.forwarded.to.backend");
            double member = receiver.count("ringpop.requests.forwarded.to.ringpop");
            assertThat(backend + member).isEqualTo(20);
            assertThat(member).isEqualTo(ring.members.get(1).count("ringpop.ringpop.requests"));
            assertThat(receiver.count("ringpop.errors", "status", "400")).isEqualTo(1);
            assertThat(receiver.count("ringpop.http.requests")).isEqualTo(21);
        }
    }

    private static Message ask(Member receiver, String method, String key) throws IOException {
        try (RawPeer client = receiver.client()) {
            return client.send(request(method, key)).message();
        }
    }

    private static String request(String method, String key) {
        return method + " / HTTP/1.1\r\nHost: h\r\nKey: " + key + "\r\n\r\n";
    }

    private static String forward(String key, Member owner) {
        String checksum = HashRing.hex(owner.membership.current().ring().checksum());
        return "GET / HTTP/1.1\r\nHost: h\r\nX-Ringpop-Forward: default;" + checksum + ";"
                + HashRing.hex(XxHash64.hash(key)) + "\r\n\r\n";
    }

    private static String withoutRingpop(String request) {
        return request.lines()
                .filter(line -> !line.startsWith("X-Ringpop-") && !line.startsWith("X-Proxy"))
                .sorted()
                .toList()
                .toString();
    }
}
