package hera.spawn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.RawConnection;
import hera.harness.RecordingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Spawn of the built jar takes from its clients, and what it does beyond that. */
class SpawnLimitsIT {
    private static final String WRITE = "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody";

    @TempDir
    private Path directory;

    @Test
    void connectionsBeyondTheLimitWaitToBeLetIn() throws IOException {
        try (SpawnProcess spawn = new SpawnProcess(directory, "", "\"connections\": 2");
                RawConnection stays = new RawConnection(spawn.port);
                Socket waits = new Socket()) {
            try (RawConnection goes = new RawConnection(spawn.port)) {
                assertThat(goes.send(WRITE).receive().status()).isEqualTo(200);
                assertThat(stays.send(WRITE).receive().status()).isEqualTo(200);
                waits.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), spawn.port));
                waits.getOutputStream().write(WRITE.getBytes(US_ASCII));
                assertThat(goes.send(WRITE).receive().status()).isEqualTo(200);
                assertThat(stays.send(WRITE).receive().status()).isEqualTo(200);
                assertThat(waits.getInputStream().available())
                        .as("bytes of an answer")
                        .isZero();
            }
            waits.setSoTimeout((int) Cluster.PATIENCE.toMillis());
            assertThat(new String(waits.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
            assertThat(stays.send(WRITE).receive().status()).isEqualTo(200);
        }
    }

    @Test
    void moreClientsThanMayWaitAreRefusedAndToldWhy() throws IOException {
        try (SpawnProcess spawn = new SpawnProcess(directory, "", "\"waiting\": 1")) {
            CompletableFuture<HttpResponse<String>> waiting =
                    CompletableFuture.supplyAsync(() -> spawn.put("/slow", "Spawn-Answer", "all"));
            await("the slow write")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> spawn.servers.stream()
                            .anyMatch(server -> server.writes().stream()
                                    .anyMatch(write -> write.target().equals("/slow"))));
            HttpResponse<String> refused = spawn.put("/x");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("limits.waiting is 1");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.headers().firstValue("Spawn-Write-Id")).isEmpty();
            spawn.servers.forEach(server -> assertThat(server.applied()).doesNotContain("/x"));
            spawn.servers.forEach(RecordingServer::letAnswer);
            assertThat(waiting.join().headers().firstValue("Spawn-Write-Id")).isPresent();
        }
    }

    @Test
    void headThatStopsIs408() throws IOException {
        try (SpawnProcess spawn = new SpawnProcess(directory, "", "\"idle-seconds\": 1");
                RawConnection client = new RawConnection(spawn.port)) {
            assertThat(client.send("PUT /half HTTP/1.1\r\nHos").receive().status())
                    .isEqualTo(408);
            assertThat(client.isClosedByNode()).isTrue();
        }
    }

    @Test
    void slowSendersDelayNobody() throws IOException {
        List<RawConnection> slow = new ArrayList<>();
        try (SpawnProcess spawn = new SpawnProcess(directory, "", "\"body-seconds\": 0")) {
            for (int i = 0; i < 300; i++) {
                slow.add(new RawConnection(spawn.port).send("PUT /half HTTP/1.1\r\nHos"));
                slow.add(new RawConnection(spawn.port)
                        .send("PUT /half HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\nhalf"));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(spawn.put("/x" + i, "Spawn-Answer", "all", "Spawn-Timeout", "30")
                                .statusCode())
                        .isEqualTo(200);
            }
            slow.get(1).send("x".repeat(199_996));
            assertThat(slow.get(1).receive().status()).isEqualTo(200);
        } finally {
            for (RawConnection connection : slow) {
                connection.close();
            }
        }
    }
}
