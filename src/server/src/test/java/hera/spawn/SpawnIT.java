package hera.spawn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.Cluster;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.RecordingServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Spawn of the built jar before three servers. The rows are those of the table of what an answer means, in {@code
 * SPAWN.md}.
 */
@Timeout(300)
class SpawnIT {
    @TempDir
    Path directory;

    private SpawnProcess spawn;

    @BeforeEach
    void start() throws IOException {
        spawn = new SpawnProcess(directory);
    }

    @AfterEach
    void stop() {
        spawn.close();
    }

    @Test
    void row1AnswerOfANodeMeansThatItHasTheWrite() {
        HttpResponse<String> answer = spawn.put("/a%2Fb//c?q", "Spawn-Answer", "all");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("PUT /a%2Fb//c?q");
        assertThat(answer.headers().firstValue("Spawn-Node")).isPresent();
        assertThat(spawn.servers)
                .allSatisfy(server -> assertThat(server.applied()).containsExactly("/a%2Fb//c?q"));
        assertThat(new NodeClient(spawn.port).get("/x").body()).isEqualTo("GET /x");
        assertThat(spawn.servers.stream().mapToInt(RecordingServer::reads).sum())
                .isEqualTo(1);
    }

    @Test
    void row2AcceptedIsStoredWhoeverIsAway() {
        spawn.servers.forEach(RecordingServer::end);
        HttpResponse<String> answer = spawn.put("/x", "Spawn-Answer", "accepted");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Spawn-Node")).isEmpty();
        spawn.process().kill();
        spawn.servers.forEach(RecordingServer::comeBack);
        spawn.start();
        spawn.awaitSettled(SpawnProcess.id(answer));
        assertThat(spawn.servers)
                .allSatisfy(server -> assertThat(server.applied()).containsExactly("/x"));
    }

    @Test
    void row3RefusalOfANodeIsPassedOn() {
        HttpResponse<String> answer = spawn.put("/bad");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Spawn-Node")).isPresent();
        spawn.awaitSettled(SpawnProcess.id(answer));
        assertThat(spawn.report(SpawnProcess.id(answer)).toString()).contains("\"state\":\"refused\"");
    }

    @Test
    void row4PoisonIsParkedAndReplayed() {
        HttpResponse<String> answer = spawn.put("/poison", "Spawn-Answer", "all");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(spawn.put("/after", "Spawn-Answer", "all").statusCode()).isEqualTo(200);
        RecordingServer first = spawn.servers.get(0);
        String dead = "/nodes/127.0.0.1/" + first.port() + "/dead";
        assertThat(spawn.api().get(dead).body()).contains("\"target\":\"/poison\"", "\"total\":1");
        assertThat(spawn.api().get(dead + "/" + SpawnProcess.id(answer)).body()).contains("\"body\":\"body\"");
        first.heal();
        HttpResponse<String> replay = spawn.api().send("POST", dead + "/replay", BodyPublishers.noBody());
        assertThat(replay.statusCode()).isEqualTo(202);
        await("none dead")
                .atMost(Cluster.PATIENCE)
                .until(() -> spawn.api().get(dead).body().contains("\"total\":0"));
        assertThat(first.writes()).last().matches(write -> write.replay() && write.sequence() == 1);
    }

    @Test
    void row5TimeOutIsStoredAndStillDelivered() {
        HttpResponse<String> answer = spawn.put("/slow", "Spawn-Answer", "all", "Spawn-Timeout", "1");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"state\":\"pending\"");
        spawn.servers.forEach(RecordingServer::letAnswer);
        spawn.awaitSettled(SpawnProcess.id(answer));
        assertThat(spawn.report(SpawnProcess.id(answer)).toString()).doesNotContain("pending", "parked", "dropped");
    }

    @Test
    void row6BrokenStoreMeansThatNobodyKnowsYet() throws IOException {
        assumeTrue(DiskLimit.isThere(), "no prlimit on the path: row 6 is not tested");
        assertThat(spawn.put("/before", "Spawn-Answer", "all").statusCode()).isEqualTo(200);
        DiskLimit limit = breakStore();
        HttpResponse<String> answer = spawn.put("/unknown", "Spawn-Timeout", "2");
        try {
            while (answer.statusCode() == 503) { // the record of an earlier delivery was what found the store broken
                limit.close();
                awaitStore();
                limit = breakStore();
                answer = spawn.put("/unknown", "Spawn-Timeout", "2");
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Spawn-Node")).isEmpty();
            HttpResponse<String> away = spawn.put("/away");
            assertRefused(503, away);
            assertThat(away.headers().firstValue("Retry-After")).isPresent();
            assertThat(new NodeClient(spawn.port).get("/read").statusCode()).isEqualTo(200);
        } finally {
            limit.close();
        }
        awaitStore();
        HttpResponse<String> known = spawn.api().get("/writes/" + SpawnProcess.id(answer));
        boolean isStored = known.statusCode() == 200;
        assertThat(known.statusCode()).isIn(200, 404);
        assertThat(spawn.servers)
                .allSatisfy(server ->
                        assertThat(server.applied().contains("/unknown")).isEqualTo(isStored))
                .allSatisfy(server -> assertThat(server.applied()).doesNotContain("/away"));
    }

    private DiskLimit breakStore() throws IOException {
        return DiskLimit.of(spawn.process().handle(), directory.resolve("spawn.db"));
    }

    private void awaitStore() {
        await("the store")
                .atMost(Cluster.PATIENCE)
                .until(() -> spawn.put("/after", "Spawn-Answer", "all").statusCode() == 200);
    }

    @Test
    void row7WhatIsRefusedIsStoredNowhere() {
        assertRefused(400, spawn.put("/x", "Spawn-Answer", "most"));
        assertRefused(400, spawn.put("/x", "Spawn-Timeout", "301"));
        assertRefused(400, spawn.put("/x", "Idempotency-Key", "k".repeat(256)));
        assertRefused(405, spawn.send("TRACE", "/x"));
        assertRefused(414, spawn.put("/" + "x".repeat(16_384)));
        assertRefused(431, spawn.put("/x", "Long", "x".repeat(70_000)));
        assertRefused(
                413, new NodeClient(spawn.port).send("PUT", "/x", BodyPublishers.ofByteArray(new byte[20_000_001])));
        for (RecordingServer server : spawn.servers) {
            spawn.api().put("/nodes/127.0.0.1/" + server.port(), "{\"active\":false}");
        }
        HttpResponse<String> none = spawn.put("/x");
        assertRefused(503, none);
        assertThat(none.headers().firstValue("Retry-After")).isPresent();
        assertThat(spawn.api().json("/writes").get("data").get("total").asInt()).isZero();
        assertThat(spawn.servers).allMatch(server -> server.writes().isEmpty());
    }

    @Test
    void row8KillOfSpawnLosesNothingThatWasAnswered() {
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> clients = IntStream.range(0, 4)
                .mapToObj(client -> CompletableFuture.runAsync(() -> writeUntilItBreaks(client, answered)))
                .toList();
        await("some answers").atMost(Cluster.PATIENCE).until(() -> answered.size() > 200);
        spawn.process().kill();
        clients.forEach(CompletableFuture::join);
        spawn.start();
        HttpResponse<String> last = spawn.put("/last", "Spawn-Answer", "all", "Spawn-Timeout", "60");
        assertThat(last.statusCode()).isEqualTo(200);
        List<String> first = spawn.servers.get(0).applied();
        assertThat(first).containsAll(answered).doesNotHaveDuplicates().last().isEqualTo("/last");
        assertThat(spawn.servers)
                .allSatisfy(server -> assertThat(server.applied()).isEqualTo(first));
    }

    @Test
    void bodyThatBreaksOffIsGoneWithoutTrace() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), spawn.port)) {
            socket.getOutputStream()
                    .write("PUT /half HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n".getBytes(US_ASCII));
            socket.getOutputStream().write(new byte[500_000]);
            Path bodies = directory.resolve("spawn.db.d/bodies");
            await("its file").atMost(Cluster.PATIENCE).until(() -> files(bodies) == 1);
            spawn.process().kill();
            spawn.start();
            assertThat(files(bodies)).isZero();
        }
        assertThat(spawn.put("/whole", "Spawn-Answer", "all").statusCode()).isEqualTo(200);
        assertThat(spawn.servers)
                .allSatisfy(server -> assertThat(server.applied()).containsExactly("/whole"));
    }

    @Test
    void largeBodyReachesAllWhole() {
        byte[] large = new byte[5_000_000];
        HttpResponse<String> answer = new NodeClient(spawn.port)
                .send("PUT", "/large", BodyPublishers.ofByteArray(large), "Spawn-Answer", "all");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(spawn.servers)
                .allSatisfy(
                        server -> assertThat(server.writes()).last().matches(write -> write.bytes() == large.length));
    }

    @Test
    void nodeThatReturnsGetsWhatItMissedInOrder() {
        RecordingServer away = spawn.servers.get(2);
        away.end();
        for (int i = 0; i < 300; i++) {
            assertThat(spawn.put("/" + i).statusCode()).isEqualTo(200);
        }
        away.comeBack();
        spawn.awaitStates("up");
        assertThat(spawn.put("/last", "Spawn-Answer", "all", "Spawn-Timeout", "60")
                        .statusCode())
                .isEqualTo(200);
        assertThat(away.applied()).hasSize(301).isEqualTo(spawn.servers.get(0).applied());
    }

    @Test
    void stopDeliversNothingTwiceAndKeepsTheKey() {
        HttpResponse<String> answer = spawn.put("/x", "Spawn-Answer", "all", "Idempotency-Key", "one");
        spawn.process().terminate();
        assertThat(spawn.process().awaitExit()).isIn(0, 143);
        spawn.start();
        HttpResponse<String> again = spawn.put("/x", "Spawn-Answer", "all", "Idempotency-Key", "one");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.headers().firstValue("Spawn-Repeat")).hasValue("true");
        assertThat(SpawnProcess.id(again)).isEqualTo(SpawnProcess.id(answer));
        assertRefused(422, spawn.put("/other", "Idempotency-Key", "one"));
        spawn.put("/last", "Spawn-Answer", "all");
        assertThat(spawn.servers).allMatch(server -> server.writes().size() == 2);
    }

    @Test
    void portOrStoreInUseIsOneLineThatNamesIt() {
        HeraProcess samePort = HeraProcess.in(directory)
                .flags("spawn", "--store=sqlite:other.db", "--api-port=0")
                .toItsEnd();
        assertUnusable(samePort, "hera: spawn.conf:1: port: Cannot bind");
        HeraProcess sameStore = HeraProcess.in(directory)
                .flags("spawn", "--port=0", "--api-port=0", "--store=sqlite:spawn.db")
                .toItsEnd();
        assertUnusable(sameStore, "hera: --store: ");
        assertThat(spawn.put("/x").statusCode()).isEqualTo(200);
    }

    @Test
    void testOfTheConfigurationSaysWhichNodeIsDown() {
        RecordingServer down = spawn.servers.get(1);
        HeraProcess allUp = HeraProcess.in(directory).flags("spawn", "-t").toItsEnd();
        assertThat(allUp.awaitExit()).isZero();
        assertThat(allUp.standardOutput()).contains("127.0.0.1:" + down.port() + " up");
        down.end();
        HeraProcess oneDown = HeraProcess.in(directory).flags("spawn", "-t").toItsEnd();
        assertThat(oneDown.awaitExit()).isEqualTo(1);
        assertThat(oneDown.standardOutput()).contains("127.0.0.1:" + down.port() + " down: ");
    }

    private static void assertUnusable(HeraProcess ended, String line) {
        assertThat(ended.awaitExit()).isEqualTo(2);
        assertThat(ended.standardError().lines()).singleElement().asString().startsWith(line);
        assertThat(ended.standardOutput()).isEmpty();
    }

    private void writeUntilItBreaks(int client, Queue<String> answered) {
        try {
            for (int i = 0; i < 100_000; i++) {
                String target = "/%d-%d".formatted(client, i);
                if (spawn.put(target, "Spawn-Answer", i % 2 == 0 ? "first" : "accepted")
                                .statusCode()
                        < 300) {
                    answered.add(target);
                }
            }
        } catch (UncheckedIOException e) {
            assertThat(answered).as("ended by the kill: %s", e.getMessage()).isNotEmpty();
        }
    }

    private static void assertRefused(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Spawn-Write-Id")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    private static long files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
