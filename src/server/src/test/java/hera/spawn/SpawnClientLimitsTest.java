package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.forward.RawPeer;
import hera.foundation.forward.RawPeer.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one client may have of a Spawn: connections, requests a second, and time for a body. */
class SpawnClientLimitsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    @TempDir
    private Path directory;

    private RunningSpawn spawn(String limits) {
        return new RunningSpawn(directory, "\"limits\": {%s}".formatted(limits));
    }

    private static RawPeer from(String source, RunningSpawn spawn) throws IOException {
        return RawPeer.connect(source, new InetSocketAddress(InetAddress.getLoopbackAddress(), spawn.clientsPort()));
    }

    @Test
    void connectionsOfOneClientLeaveRoomForOthers() throws IOException {
        try (RunningSpawn spawn = spawn("\"client-connections\": 1");
                RawPeer first = from("127.0.0.2", spawn)) {
            assertThat(first.send(GET).message().body()).contains("there are no nodes");
            try (RawPeer second = from("127.0.0.2", spawn);
                    RawPeer other = from("127.0.0.3", spawn)) {
                assertThat(second.message().body()).contains("as many connections as it may");
                assertThat(other.send(GET).message().body()).contains("there are no nodes");
            }
        }
    }

    @Test
    void clientThatAsksTooOftenIsToldToWait() throws IOException {
        try (RunningSpawn spawn = spawn("\"client-requests\": 1");
                RawPeer client = from("127.0.0.2", spawn);
                RawPeer other = from("127.0.0.3", spawn)) {
            await("too many requests in a second").pollDelay(Duration.ZERO).until(() -> {
                Message answer = client.send(GET).message();
                return answer.status() == 429
                        && answer.head().contains("Retry-After: 1\r\n")
                        && answer.body().contains("\"Too Many Requests\"");
            });
            assertThat(other.send(GET).message().status()).isEqualTo(503);
        }
    }

    @Test
    void bodyThatTakesTooLongIs408() throws IOException {
        try (RunningSpawn spawn = spawn("\"body-seconds\": 0.2");
                RawPeer client = from("127.0.0.2", spawn)) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab");
            assertThat(client.message().body()).contains("body took too long");
        }
    }

    @Test
    void clientOfAClosedSpawnHasAQuarterOfAllConnections() throws IOException {
        assertThat(connections("\"name\": \"a\"")).isZero();
        assertThat(connections("\"security\": \"folder\"")).isEqualTo(2500);
        assertThat(connections("\"security\": \"folder\", \"limits\": {\"client-connections\": 7}"))
                .isEqualTo(7);
        assertThat(connections("\"security\": \"folder\", \"limits\": {\"connections\": 3}"))
                .isOne();
    }

    private int connections(String keys) throws IOException {
        Path file = Files.writeString(directory.resolve("spawn.conf"), "{" + keys + "}");
        return SpawnSettings.loader()
                .load(file, null)
                .settings()
                .clients(() -> {
                    throw new AssertionError("no limit needs the time");
                })
                .ofOneClient();
    }
}
