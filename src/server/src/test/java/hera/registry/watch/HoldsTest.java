package hera.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.RunningNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registrations that are held by their connections, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HoldsTest {
    private static final String HELD = "hera_held_registrations";

    @AutoClose
    private final RunningNode node = new RunningNode();

    /** A client that holds a registration. */
    private static final class Held implements AutoCloseable {
        final Socket socket;
        final BufferedReader reader;

        Held(RunningNode node, String path, String body) throws IOException {
            socket = node.raw("PUT " + path + "?hold HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body);
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                head.append(line).append('\n');
            }
            return head.toString();
        }

        /** Reads on until a line that begins so. */
        String lineThatBegins(String begin) throws IOException {
            String line = reader.readLine();
            while (line != null && !line.startsWith(begin)) {
                line = reader.readLine();
            }
            return String.valueOf(line);
        }

        /** Reads on until the last chunk, which is empty. */
        boolean isEnded() throws IOException {
            return lineThatBegins("0").equals("0");
        }

        void hangUp() throws IOException {
            socket.close();
        }

        @Override
        public void close() throws IOException {
            hangUp();
        }
    }

    private int status(String path) throws IOException, InterruptedException {
        return node.get(path).statusCode();
    }

    private void awaitGone(String path) {
        await().until(() -> status(path) == 404);
    }

    @Test
    void streamSaysRegisteredAndThenACommentASecond() throws Exception {
        try (Held held = new Held(node, "/held/1", "{\"a\": 1}")) {
            assertThat(held.head()).contains("HTTP/1.1 200", "Content-Type: text/event-stream", "Hera-Timestamp: ");
            assertThat(held.lineThatBegins("event")).isEqualTo("event: registered");
            assertThat(held.lineThatBegins("data"))
                    .startsWith("data: {\"service\":\"held\",\"id\":\"1\",\"timestamp\":");
            assertThat(node.get("/held/1").body()).isEqualTo("{\"a\":1}");
            assertThat(held.lineThatBegins(":")).isEqualTo(":");
            assertThat(held.lineThatBegins(":")).isEqualTo(":");
        }
        awaitGone("/held/1");
        await().until(() -> node.metric(HELD) == 0);
    }

    @Test
    void halfClosedConnectionIsALostOne() throws Exception {
        try (Held held = new Held(node, "/held/half", "{}")) {
            held.lineThatBegins("event");
            held.socket.shutdownOutput();
            awaitGone("/held/half");
        }
    }

    @Test
    void resetConnectionIsALostOne() throws Exception {
        try (Held held = new Held(node, "/held/reset", "{}")) {
            held.lineThatBegins("event");
            held.socket.setSoLinger(true, 0);
        }
        awaitGone("/held/reset");
    }

    @Test
    void newerHoldEndsTheOlderStream() throws Exception {
        try (Held older = new Held(node, "/held/twice", "{}")) {
            older.lineThatBegins("event");
            try (Held newer = new Held(node, "/held/twice", "{}")) {
                newer.lineThatBegins("event");
                assertThat(older.isEnded()).isTrue();
                older.hangUp();
                newer.lineThatBegins(":");
                newer.lineThatBegins(":");
                assertThat(status("/held/twice")).isEqualTo(200);
            }
        }
        awaitGone("/held/twice");
    }

    @Test
    void deleteEndsTheStream() throws Exception {
        try (Held held = new Held(node, "/held/deleted", "{}")) {
            held.lineThatBegins("event");
            assertThat(node.delete("/held/deleted").statusCode()).isEqualTo(204);
            assertThat(held.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/held/bad?hold&ttl=5 | {} | 400 | hold and ttl",
                "/held/bad?hold | [] | 400 | must be a JSON object",
                "/held/bad?hold | '' | 400 | empty",
                "/_held/bad?hold | {} | 400 | reserved"
            })
    void badInputIsRefusedAndNothingIsStored(String path, String body, int status, String detail) throws Exception {
        HttpResponse<String> answer = node.send(node.to(path).PUT(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(detail);
        assertThat(status("/held/bad")).isEqualTo(404);
    }

    @Test
    void holdThatIsSwitchedOffIsAPlainHeartbeat() throws Exception {
        assertThat(node.put("/held/plain?hold=false", "{}").statusCode()).isEqualTo(204);
    }
}
