package hera.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.RunningNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamsTest {
    private static final String STREAMS = "hera_held_requests{kind=\"stream\"}";

    @AutoClose
    private final RunningNode node = new RunningNode();

    @Test
    void aStreamShowsASnapshotAndThenWhatHappens() throws Exception {
        node.put("/web/1", "{\"zone\":\"a\"}");
        try (Stream stream = new Stream(node, "/web?where=zone:a", "")) {
            assertThat(stream.head()).contains("Content-Type: text/event-stream");
            assertThat(stream.event()).startsWith("event: snapshot\n").endsWith("\ndata: {\"1\":{\"zone\":\"a\"}}");
            node.put("/web/2", "{\"zone\":\"b\"}");
            node.put("/web/3", "{\"zone\":\"a\"}");
            assertThat(stream.event())
                    .startsWith("event: put\ndata: {\"id\":\"3\",\"instance\":{\"zone\":\"a\"}}\nid: ");
            node.delete("/web/1");
            assertThat(stream.event())
                    .startsWith("event: remove\ndata: {\"id\":\"1\",\"instance\":{\"zone\":\"a\"}}\nid: ");
        }
    }

    @Test
    void aStreamThatBrokeOffGoesOnWhereItWas() throws Exception {
        node.put("/resumed/1", "{}");
        String lastId;
        try (Stream stream = new Stream(node, "/resumed", "")) {
            lastId = id(stream.event());
        }
        node.put("/resumed/2", "{}");
        node.delete("/resumed/1");
        try (Stream stream = new Stream(node, "/resumed", "Last-Event-ID: " + lastId + "\r\n")) {
            assertThat(stream.event() + stream.event())
                    .doesNotContain("snapshot")
                    .contains("event: put\ndata: {\"id\":\"2\"", "event: remove\ndata: {\"id\":\"1\"");
        }
        try (Stream stream = new Stream(node, "/resumed", "Last-Event-ID: of-another-node\r\n")) {
            assertThat(stream.event()).startsWith("event: snapshot\n").endsWith("{\"2\":{}}");
        }
    }

    @Test
    void aClientThatHasGoneGivesItsPlaceBack() throws Exception {
        await().until(() -> node.metric(STREAMS) == 0);
        Stream stream = new Stream(node, "/gone", "");
        assertThat(node.metric(STREAMS)).isOne();
        stream.close();
        await().until(() -> node.metric(STREAMS) == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "'text/event-stream', true",
        "'text/event-stream;q=0.5, */*;q=0.1', true",
        "'application/json, text/event-stream', false",
        "'application/json;q=0.5, text/event-stream', true",
        "'text/event-stream;q=0', false",
        "'*/*', false",
    })
    void theClientChoosesBetweenAnAnswerAndAStream(String accept, boolean streams) throws Exception {
        try (Socket socket = node.raw("GET /choose HTTP/1.1\r\nHost: a\r\nAccept: " + accept + "\r\n\r\n")) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = in.readLine();
            while (!line.startsWith("Content-Type:")) {
                line = in.readLine();
            }
            assertThat(line.contains("text/event-stream")).isEqualTo(streams);
        }
    }

    @Test
    void aReaderThatDoesNotReadIsCutOffAndHarmsNobody() throws Exception {
        await().until(() -> node.metric(STREAMS) == 0);
        try (Socket deaf = new Socket();
                Stream other = new Stream(node, "/deaf", "")) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress("localhost", node.application().port()));
            deaf.getOutputStream()
                    .write(request("/deaf", "Connection: close\r\n").getBytes(StandardCharsets.UTF_8));
            await().until(() -> node.metric(STREAMS) == 2);
            CompletableFuture<Integer> heard = CompletableFuture.supplyAsync(() -> other.eventsUntil("\"last\""));
            String large = "x".repeat(60_000);
            int writes = 0;
            while (node.metric(STREAMS) == 2 && writes < 1_000) {
                node.put("/deaf/1", "{\"n\":" + writes++ + ",\"x\":\"" + large + "\"}");
            }
            assertThat(node.metric(STREAMS)).as("after " + writes + " writes").isOne();
            node.put("/deaf/last", "{}");
            assertThat(heard.get(20, TimeUnit.SECONDS)).isPositive();
            deaf.setSoTimeout(20_000);
            long unread = deaf.getInputStream().readAllBytes().length;
            assertThat(unread).as("what was on its way is all that is left").isLessThan(60_000L * writes);
        }
    }

    @Test
    void streamsEndWhenTheNodeStops() throws Exception {
        RunningNode stopping = new RunningNode();
        try (Stream stream = new Stream(stopping, "/x", "")) {
            stream.event();
            stopping.close();
            assertThat(stream.eventsUntil("never")).isZero();
        }
    }

    @Test
    void headTellsOfAStreamAndOpensNone() throws Exception {
        HttpResponse<String> answer = node.send(node.to("/head")
                .header("Accept", "text/event-stream")
                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    }

    private static String id(String event) {
        return event.lines()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow()
                .substring(4);
    }

    private static String request(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n" + headers + "\r\n";
    }

    /** A client that takes the chunks of HTTP apart by leaving out their lengths: no event has a line that is one. */
    private static final class Stream implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;
        private final StringBuilder head = new StringBuilder();

        Stream(RunningNode node, String path, String headers) throws IOException {
            socket = node.raw(request(path, headers).replace("HTTP/1.1", "HTTP/1.0"));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
        }

        String head() {
            return head.toString();
        }

        /** The next one that is no comment. */
        String event() throws IOException {
            StringBuilder event = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    if (event.length() > 0) {
                        return event.toString();
                    }
                } else if (!line.startsWith(":")) {
                    event.append(event.length() > 0 ? "\n" : "").append(line);
                }
            }
            throw new IOException("the stream has ended");
        }

        /** Reads on to an event that has that in it, or to the end; answers how many events came. */
        int eventsUntil(String text) {
            int events = 0;
            try {
                String event = event();
                while (!event.contains(text)) {
                    events++;
                    event = event();
                }
                return events + 1;
            } catch (IOException e) {
                return events;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
