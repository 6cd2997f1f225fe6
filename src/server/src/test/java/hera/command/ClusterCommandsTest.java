package hera.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hera.harness.CannedNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code nodes} and {@code diff} against nodes with written-down views of their cluster. */
class ClusterCommandsTest {
    @AutoClose
    private final CannedNode a;

    @AutoClose
    private final CannedNode b;

    private final CommandRun run = new CommandRun();

    ClusterCommandsTest() throws IOException {
        a = new CannedNode();
        b = new CannedNode();
    }

    @Test
    void nodesShowsTheNodeAndItsPeers() {
        a.on("/_cluster", 200, view("a", "b", b.address(), 5, 2));
        assertThat(run.run("nodes", "--node", a.address())).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "NAME | ADDRESS | STATE | CONTACT | LAG | SKEW | BACK-OFF | ENTRIES | LAST FAILURE",
                        "a | localhost:1 | this node | 2",
                        "b | " + b.address() + " | suspect | 1.2 s | - | -3 ms | 4.0 s | 0 | connect \\u001b[31m");
    }

    @Test
    void nodesShowsWhoIsMissingSinceWhenAndWhoIsNoPeer() {
        a.on("/_cluster", 200, """
                {"node":{"name":"a","address":"localhost:1","ready":true},"peers":{"b":{"address":"localhost:2",\
                "state":"failing","last_failure":"no connection"}},"nodes":{"a":{"state":"alive"},"b":{"state":"gone",\
                "since":"2026-11-21T10:00:00Z"},"c":{"host":"10.0.0.3","port":3222,"state":"suspect"}}}""");
        assertThat(run.run("nodes", "--node", a.address())).isZero();
        assertThat(run.out().lines().skip(2).map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "b | localhost:2 | failing | - | - | - | - | 0 | gone since 2026-11-21T10:00:00Z; no connection",
                        "c | 10.0.0.3:3222 | suspect | 0");
    }

    @Test
    void nodesShowsWhereAPeerIsAndWhereItIsConfigured() {
        a.on("/_cluster", 200, """
                {"node":{"name":"a","address":"localhost:1","ready":true},"peers":{"b":{"address":"localhost:2",\
                "configured_address":"localhost:3","state":"alive"}},"nodes":{}}""");
        assertThat(run.run("nodes", "--node", a.address())).isZero();
        assertThat(run.out()).contains("localhost:2, not localhost:3");
    }

    @Test
    void jsonIsWhatTheNodeAnswered() {
        String view = view("a", "b", b.address(), 5, 2);
        a.on("/_cluster", 200, view);
        assertThat(run.run("nodes", "--json", "--node", a.address())).isZero();
        assertThat(run.out()).isEqualTo(view);
    }

    @Test
    void diffIsZeroWhenPeersHoldTheSame() {
        a.on("/_cluster", 200, view("a", "b", b.address(), 5, 2));
        b.on("/_cluster", 200, view("b", "a", a.address(), 5, 2));
        assertThat(run.run("diff", "--node", a.address(), "--node", b.address()))
                .isZero();
        assertThat(run.out()).isEqualTo("2 nodes hold the same: a, b\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void diffIsOneAndSaysWhoIsBehind() {
        a.on("/_cluster", 200, view("a", "b", b.address(), 5_000, 2));
        b.on("/_cluster", 200, view("b", "a", a.address(), 3_000, 1));
        assertThat(run.run("diff", "--node", a.address())).isEqualTo(1);
        assertThat(run.out()).startsWith("1 origin differs between 2 nodes: a, b\n");
        assertThat(run.out()).contains("2.0 s behind, 1 entry fewer");
        assertThat(run.pauses()).hasSize(2);
    }

    @Test
    void aWriteOnItsWayIsNoDifference() {
        a.on("/_cluster", 200, view("a", "b", b.address(), 5_000, 2));
        b.on("/_cluster", 200, view("b", "a", a.address(), 3_000, 1));
        b.on("/_cluster", 200, view("b", "a", a.address(), 5_000, 2));
        assertThat(run.run("diff", "--node", a.address())).isZero();
    }

    @Test
    void diffIsTwoWhenAPeerDoesNotAnswer() throws IOException {
        String closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = "127.0.0.1:" + socket.getLocalPort();
        }
        a.on("/_cluster", 200, view("a", "b", closed, 5, 2));
        assertThat(run.run("diff", "--node", a.address())).isEqualTo(2);
        assertThat(run.err()).isEqualToNormalizingNewlines("hera: " + closed + " does not answer: no connection\n");
    }

    @Test
    void diffAsksAllThatHangAtOnceAndOnce() throws IOException {
        List<ServerSocket> hanging = new ArrayList<>();
        String peers = "";
        for (int i = 0; i < 30; i++) {
            ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            hanging.add(socket);
            peers += ",\"h%d\":{\"address\":\"127.0.0.1:%d\"}".formatted(i, socket.getLocalPort());
        }
        String ofA = view("a", "b", b.address(), 5_000, 2).replace("}},\"origins\"", "}" + peers + "},\"origins\"");
        a.on("/_cluster", 200, ofA);
        b.on("/_cluster", 200, view("b", "a", a.address(), 3_000, 1));

        assertThat(run.run("diff", "--node", a.address())).isEqualTo(2);

        assertThat(run.out()).startsWith("1 origin differs between 2 nodes: a, b\n");
        assertThat(run.err()).hasLineCount(30).contains("does not answer: nothing within 5 s");
        assertThat(a.requests()).hasSize(3);
        for (ServerSocket socket : hanging) {
            socket.setSoTimeout(1);
            socket.accept().close();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(socket::accept);
            socket.close();
        }
    }

    @Test
    void diffInJsonKeepsWhatEachNodeAnswered() {
        String view = view("a", "b", b.address(), 5, 2);
        a.on("/_cluster", 200, view);
        b.on("/_cluster", 200, view("b", "a", a.address(), 6, 3));
        assertThat(run.run("diff", "--json", "--node", a.address())).isEqualTo(1);
        assertThat(run.out())
                .startsWith("{\"equal\":false,\"nodes\":{\"a\":" + view)
                .contains("{\"difference\":\"1 ms behind, 1 entry fewer\",\"node\":\"a\",\"origin\":\"o\"}");
    }

    private static String view(String name, String peer, String peerAddress, long timestamp, int entries) {
        return """
                {"node":{"name":"%s","incarnation":"%s-1","address":"localhost:1","environment":null,"version":"0.1.0",\
                "ready":true},"peers":{"%s":{"address":"%s","state":"suspect","last_contact_ms":1200,"back_off_ms":4000,\
                "last_failure":"connect \\u001b[31m","lag_ms":null,"clock_skew_ms":-3}},\
                "origins":{"o":{"last_timestamp":%d,"entries":%d,"digest":"d%d"},"a":{"last_timestamp":1,"entries":2,\
                "digest":"x"}}}""".formatted(name, name, peer, peerAddress, timestamp, entries, entries);
    }
}
