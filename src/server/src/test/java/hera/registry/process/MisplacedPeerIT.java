package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that is otherwise than the cluster map of its peer says: by port, host, family, advertised address, name. */
class MisplacedPeerIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    /**
     * In the flags and lines {@code HERE} is the port at which the node listens, {@code THERE} one at which nobody does.
     *
     * @param what the thing that is not as it was configured
     * @param host the node's host in its peer's map
     * @param port the node's port in its peer's map
     * @param flags the node's flags
     * @param told what its peer says of it in the log, or nothing
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "port             | localhost | THERE | -n w1 -b 127.0.0.1 | configured-address=localhost:THERE",
                "host             | 127.0.0.2 | HERE  | -n w1 -b 127.0.0.1 | configured-address=127.0.0.2:HERE",
                "family, is IPv6  | 127.0.0.1 | HERE  | -n w1 -b ::1       | configured-address=127.0.0.1:HERE",
                "family, is IPv4  | ::1       | HERE  | -n w1 -b 127.0.0.1 | configured-address=[::1]:HERE",
                "advertised right | localhost | THERE | -n w1 -b 127.0.0.1 --advertise localhost:HERE | address=localhost:HERE",
                "advertised wrong | localhost | HERE  | -n w1 -b 127.0.0.1 --advertise localhost:THERE |",
                "name             | localhost | HERE  | -n w9 -b 127.0.0.1 | answers-as=w9",
            })
    void writesFlowBothWays(String what, String host, String port, String flags, String told) throws Exception {
        assumeTrue(!(host + flags).contains("::1") || hasIpv6(), "needs the IPv6 loopback address");
        int here = FreePorts.any();
        int there = FreePorts.any();
        int other = FreePorts.any();
        int mapped = port.equals("HERE") ? here : there;
        try (HeraProcess w2 = node("-n w2", other, host, mapped, other);
                HeraProcess w1 = node(ported(flags, here, there), here, host, mapped, other)) {
            assertThatWritesFlow(flags.contains("::1") ? "[::1]" : "127.0.0.1", w1, w2);
            if (told != null) {
                await().atMost(Cluster.PATIENCE)
                        .untilAsserted(() -> assertThat(w2.standardError()).contains(ported(told, here, there)));
            }
        }
    }

    @Test
    void bothAddressesAreInTheClusterView() throws Exception {
        int mapped = FreePorts.any();
        int other = FreePorts.any();
        int actual = FreePorts.any();
        try (HeraProcess w2 = node("-n w2", other, "localhost", mapped, other);
                HeraProcess w1 = node("-n w1 -b 127.0.0.1", actual, "localhost", mapped, other)) {
            assertThatWritesFlow("127.0.0.1", w1, w2);
            assertThat(w2.http().get("/_cluster").body()).contains(":" + actual, "localhost:" + mapped);
        }
    }

    /** What no address can mend: they stay apart, and each says why. */
    @ParameterizedTest
    @CsvSource({"-e staging, environment 'staging'", "'', no environment"})
    void aPeerOfAnotherEnvironmentIsLeftAlone(String environment, String told) throws Exception {
        int port = FreePorts.any();
        int other = FreePorts.any();
        try (HeraProcess w2 = node("-n w2 -e testing", other, "localhost", port, other);
                HeraProcess w1 = node(("-n w1 " + environment).strip(), port, "localhost", port, other)) {
            w1.http().put("/web/1", "{}");
            await().atMost(Cluster.PATIENCE)
                    .untilAsserted(() -> assertThat(w2.standardError()).contains("the peer is in " + told));
            await().atMost(Cluster.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(w1.standardError()).contains("the peer is in environment 'testing'"));
            assertThat(w2.http().has("/web/1")).isFalse();
        }
    }

    /** @param host where the first of them listens: the usual client knows IPv4's only */
    private static void assertThatWritesFlow(String host, HeraProcess w1, HeraProcess w2) throws Exception {
        HttpRequest.Builder to1 = HttpRequest.newBuilder(URI.create("http://" + host + ":" + w1.port() + "/web/1"));
        assertThat(HTTP.send(to1.PUT(BodyPublishers.ofString("{}")).build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(204);
        w2.http().put("/web/2", "{}");
        URI read = URI.create("http://" + host + ":" + w1.port() + "/web");
        await().atMost(Cluster.PATIENCE).until(() -> w2.http().has("/web/1"));
        await().atMost(Cluster.PATIENCE)
                .until(() -> HTTP.send(HttpRequest.newBuilder(read).build(), BodyHandlers.ofString())
                        .body()
                        .contains("\"2\""));
    }

    private static String ported(String text, int here, int there) {
        return text.replace("THERE", "" + there).replace("HERE", "" + here);
    }

    private HeraProcess node(String flags, int port, String host1, int port1, int port2) throws IOException {
        String map = "cluster:\n  w1: {host: '%s', port: %d}\n  w2: {host: localhost, port: %d}\n"
                .formatted(host1, port1, port2);
        return HeraProcess.in(Files.createTempDirectory(directory, "node"))
                .configuration(map)
                .flags((flags + " -p " + port + " --gossip-interval 0.2").split(" "))
                .node();
    }

    private static boolean hasIpv6() {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(loopback))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
