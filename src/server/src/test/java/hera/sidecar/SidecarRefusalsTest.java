package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.forward.RawPeer;
import hera.foundation.forward.RawPeer.Message;
import hera.foundation.forward.message.RawRequests;
import hera.sidecar.SidecarRing.Member;
import hera.sidecar.ring.HashRing;
import hera.sidecar.settings.Policy;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of raw requests at both addresses of a sidecar, and the form in which it refuses. */
class SidecarRefusalsTest {
    private static SidecarRing ring;
    private static Member member;

    /** Rows about limits are for a proxy with small ones. */
    static Stream<RawRequests.Raw> table() {
        return RawRequests.all().stream().filter(raw -> raw.request().length() < RawRequests.MAX_HEAD);
    }

    @BeforeAll
    static void start() throws IOException {
        ring = new SidecarRing(1, Policy.NEXT);
        member = ring.members.get(0);
    }

    @AfterAll
    static void stop() throws IOException {
        ring.close();
    }

    @ParameterizedTest
    @MethodSource("table")
    void tablesStatusIsToldToClients(RawRequests.Raw raw) throws IOException {
        try (RawPeer client = member.client()) {
            Message answer = client.send(raw.request()).message();
            assertThat(answer.status()).isEqualTo(raw.status());
            assertThat(answer.head()).contains("X-Ringpop-Received-By: " + member.address() + "\r\n");
            if (raw.status() != 200) {
                assertThat(answer.head())
                        .contains("Content-Type: application/problem+json\r\n", "Connection: close\r\n")
                        .doesNotContain("X-Ringpop-Handled-By");
                assertThat(answer.body()).contains("\"status\":" + raw.status(), "\"detail\":");
            }
        }
    }

    /** A forward is read as strictly; what is no forward has nothing to find here. */
    @ParameterizedTest
    @MethodSource("table")
    void tablesStatusIsToldToMembers(RawRequests.Raw raw) throws IOException {
        String checksum = HashRing.hex(member.membership.current().ring().checksum());
        String forward = raw.request()
                .replaceFirst(
                        "\r\nHost: h\r\n",
                        "\r\nHost: h\r\nX-Ringpop-Forward: default;" + checksum + ";0000000000000000\r\n");
        boolean isForward = !forward.equals(raw.request());
        try (RawPeer peer = member.peer()) {
            Message answer = peer.send(forward).message();
            assertThat(answer.status()).isEqualTo(raw.status() == 200 && !isForward ? 404 : raw.status());
            assertThat(answer.head()).contains("X-Ringpop-Ring: " + checksum + "\r\n");
            assertThat(answer.head().contains("Content-Type: application/problem+json\r\n"))
                    .isEqualTo(answer.status() != 200);
        }
    }
}
