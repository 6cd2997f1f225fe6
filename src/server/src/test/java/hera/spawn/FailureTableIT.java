package hera.spawn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.NodeClient;
import hera.harness.RecordingServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More of the rows that {@link SpawnIT} begins, each by the number that it has in {@code SPAWN.md}. */
@Timeout(300)
class FailureTableIT {
    private static final int MOST_QUEUED = 20;

    @TempDir
    Path directory;

    private SpawnProcess spawn;

    @BeforeEach
    void start() throws IOException {
        spawn = new SpawnProcess(directory, "\"queue\": {\"max-writes\": %d},".formatted(MOST_QUEUED));
    }

    @AfterEach
    void stop() {
        spawn.close();
    }

    @Test
    void row1QuorumAnswersWhileOneOfThreeIsAway() {
        RecordingServer away = spawn.servers.get(2);
        away.end();
        HttpResponse<String> answer = spawn.put("/x", "Spawn-Answer", "quorum", "Spawn-Timeout", "30");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(spawn.servers.subList(0, 2))
                .allSatisfy(server -> assertThat(server.applied()).containsExactly("/x"));
        assertThat(spawn.report(SpawnProcess.id(answer)).toString()).contains("\"state\":\"pending\"");
        away.comeBack();
        spawn.awaitSettled(SpawnProcess.id(answer));
        assertThat(away.applied()).containsExactly("/x");
    }

    @Test
    void row1PrimaryIsTheNodeOfTheBestPriority() {
        RecordingServer best = spawn.servers.get(1);
        spawn.api().put("/nodes/127.0.0.1/" + best.port(), "{\"priority\":1}");
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer = spawn.put("/" + i, "Spawn-Answer", "primary", "Spawn-Timeout", "30");
            assertThat(answer.headers().firstValue("Spawn-Node")).hasValue("127.0.0.1:" + best.port());
        }
    }

    @Test
    void row3RefusalIsTheAnswerWhenAllCanNoLongerHold() {
        HttpResponse<String> answer = spawn.put("/bad", "Spawn-Answer", "all", "Spawn-Timeout", "30");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Spawn-Node")).isPresent();
        assertThat(spawn.put("/good", "Spawn-Answer", "all").statusCode()).isEqualTo(200);
    }

    @Test
    void row4QuorumCannotHoldOnceTwoHaveParked() {
        HttpResponse<String> answer = spawn.put("/poison", "Spawn-Answer", "quorum", "Spawn-Timeout", "30");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Spawn-Node")).isEmpty();
        assertThat(answer.body()).contains("\"state\":\"parked\"");
    }

    @Test
    void row5WholeOutageIsATimeOutAndParksNothing() {
        spawn.servers.forEach(RecordingServer::end);
        HttpResponse<String> answer = spawn.put("/x", "Spawn-Timeout", "1");
        assertThat(answer.statusCode()).isEqualTo(504);
        spawn.servers.forEach(RecordingServer::comeBack);
        spawn.awaitSettled(SpawnProcess.id(answer));
        assertThat(spawn.report(SpawnProcess.id(answer)).toString()).doesNotContain("parked", "dropped", "refused");
    }

    @Test
    void row7FullQueueRefusesAndNamesItsNode() {
        RecordingServer away = spawn.servers.get(2);
        away.end();
        int stored = 0;
        HttpResponse<String> answer = spawn.put("/0");
        while (answer.statusCode() == 200 && stored <= MOST_QUEUED) {
            stored++;
            answer = spawn.put("/" + stored);
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("127.0.0.1:" + away.port(), "queue.max-writes is " + MOST_QUEUED);
        assertThat(answer.headers().firstValue("Spawn-Write-Id")).isEmpty();
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        int all = stored;
        assertThat(spawn.servers.get(0).applied()).doesNotContain("/" + all);
        away.comeBack();
        await("the queue").atMost(Cluster.PATIENCE).until(() -> away.applied().size() == all);
        assertThat(spawn.put("/again").statusCode()).isEqualTo(200);
    }

    @Test
    void row7UnknownCodingAndKeyOfAnotherAreRefused() throws IOException {
        assertThat(firstLine("PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"))
                .contains(" 501 ");
        assertThat(firstLine("CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n")).contains(" 405 ");
        assertThat(spawn.put("/x", "Idempotency-Key", "one").statusCode()).isEqualTo(200);
        HttpResponse<String> other = spawn.put("/y", "Idempotency-Key", "one");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.headers().firstValue("Spawn-Write-Id")).isEmpty();
        assertThat(spawn.servers.get(0).applied()).doesNotContain("/y");
    }

    @Test
    void row7BodyThatStopsIs408AndIsNotStored() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("impatient"));
        try (SpawnProcess impatient = new SpawnProcess(folder, "", "\"idle-seconds\": 1");
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port)) {
            socket.getOutputStream()
                    .write("PUT /half HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf".getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 408 ").doesNotContainIgnoringCase("Spawn-Write-Id");
            assertThat(impatient
                            .put("/after", "Spawn-Answer", "all", "Spawn-Timeout", "30")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(impatient.servers)
                    .allSatisfy(server -> assertThat(server.applied()).containsExactly("/after"));
        }
    }

    @Test
    void row7Http10WriteWithoutLengthIs411() throws IOException {
        for (String method : List.of("PUT", "POST", "PATCH")) {
            assertThat(firstLine(method + " /x HTTP/1.0\r\nHost: x\r\n\r\nbody"))
                    .contains(" 411 ");
        }
        assertThat(firstLine("DELETE /gone HTTP/1.0\r\nHost: x\r\n\r\n")).contains(" 200 ");
        assertThat(firstLine("PUT /ten HTTP/1.0\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"))
                .contains(" 200 ");
        assertThat(spawn.put("/after", "Spawn-Answer", "all", "Spawn-Timeout", "30")
                        .statusCode())
                .isEqualTo(200);
        assertThat(spawn.servers)
                .allSatisfy(server -> assertThat(server.applied()).containsExactly("/gone", "/ten", "/after"));
    }

    @Test
    void row7WriteThatHasBeenHereIs508() {
        RecordingServer node = spawn.servers.get(0);
        assertThat(spawn.put("/once", "Spawn-Answer", "all", "Spawn-Timeout", "30")
                        .statusCode())
                .isEqualTo(200);
        String via = node.writes().get(0).via();
        HttpResponse<String> looped = spawn.put("/again", "Via", "1.1 proxy, " + via);
        assertThat(looped.statusCode()).isEqualTo(508);
        assertThat(looped.headers().firstValue("Spawn-Write-Id")).isEmpty();
        assertThat(looped.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(spawn.put("/other", "Via", "1.1 proxy", "Spawn-Answer", "all", "Spawn-Timeout", "30")
                        .statusCode())
                .isEqualTo(200);
        assertThat(node.applied()).containsExactly("/once", "/other");
    }

    @Test
    void row4NodeThatIsThisSpawnIsALoop() {
        String self = "/nodes/127.0.0.1/" + spawn.port;
        spawn.api().put(self, "{\"active\":true}");
        HttpResponse<String> answer = spawn.put("/x", "Spawn-Answer", "all", "Spawn-Timeout", "30");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        assertThat(answer.body()).contains("answered 508");
        spawn.api().send("DELETE", self + "?force=true", BodyPublishers.noBody());
        assertThat(spawn.put("/y", "Spawn-Answer", "all", "Spawn-Timeout", "30").statusCode())
                .isEqualTo(200);
        assertThat(spawn.servers.get(0).applied()).containsExactly("/x", "/y");
    }

    @Test
    void row8TenClientsWithOneKeyMakeOneWrite() {
        List<CompletableFuture<HttpResponse<String>>> clients = IntStream.range(0, 10)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> spawn.put("/once", "Idempotency-Key", "k", "Spawn-Answer", "all", "Spawn-Timeout", "30")))
                .toList();
        assertThat(clients.stream()
                        .map(CompletableFuture::join)
                        .map(answer -> answer.statusCode() + " " + SpawnProcess.id(answer))
                        .distinct())
                .singleElement()
                .asString()
                .startsWith("200 ");
        assertThat(spawn.servers)
                .allSatisfy(server -> assertThat(server.writes()).hasSize(1));
    }

    @Test
    void row8WriteOfAClientThatHangsUpIsStored() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), spawn.port)) {
            socket.getOutputStream()
                    .write("PUT /left HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody".getBytes(US_ASCII));
        }
        for (RecordingServer server : spawn.servers) {
            await("the write")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> server.applied().contains("/left"));
        }
        assertThat(new NodeClient(spawn.port).get("/read").statusCode()).isEqualTo(200);
    }

    private String firstLine(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), spawn.port)) {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
        }
    }
}
