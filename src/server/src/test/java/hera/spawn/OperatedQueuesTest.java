package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.LogRecorder;
import hera.harness.RecordingServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a queue begins that an operator makes or moves, and what becomes of one that is removed. */
class OperatedQueuesTest {
    private static final String ACTIVE = "{\"active\": true}";

    @TempDir
    Path folder;

    private final RecordingServer first = new RecordingServer();
    private final RecordingServer second = new RecordingServer();
    private final LogRecorder log = new LogRecorder(SpawnNode.class);

    @SuppressWarnings("NullAway.Init") // each test starts it
    private RunningSpawn spawn;

    @AfterEach
    void stop() {
        spawn.close();
        log.close();
        first.close();
        second.close();
    }

    private void start(RecordingServer... servers) {
        spawn = RunningSpawn.before(
                List.of(servers),
                folder,
                "\"retry\": {\"attempts\": 2, \"initial-ms\": 10}, \"health-check\": {\"seconds\": 1}");
    }

    private String putAll(String target) {
        HttpResponse<String> answer = spawn.put(target, "Spawn-Answer", "all", "Spawn-Timeout", "60");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return SpawnProcess.id(answer);
    }

    private HttpResponse<String> place(RecordingServer server, String query) {
        return spawn.api().put(RunningSpawn.path(server) + query, ACTIVE);
    }

    private HttpResponse<String> delete(String path) {
        return spawn.api().delete(path);
    }

    private long number(RecordingServer server, String member) {
        return spawn.status(server).get(member).asLong();
    }

    private void awaitApplied(RecordingServer server, String... targets) {
        await("applied").atMost(Cluster.PATIENCE).until(() -> server.applied().equals(List.of(targets)));
    }

    @ParameterizedTest
    @CsvSource({"'', 4", "?from=now, 4", "?from=3, 4", "?from=2, 3", "?from=0, 1"})
    void newNodeGetsEveryWriteAfterTheOneThatItIsMadeFrom(String query, int firstThatItGets) {
        start(first);
        for (int i = 1; i <= 3; i++) {
            putAll("/" + i);
        }
        HttpResponse<String> made = place(second, query);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        putAll("/4");
        assertThat(second.applied()).isEqualTo(first.applied().subList(firstThatItGets - 1, 4));
        assertThat(number(second, "position")).isEqualTo(4);
    }

    @Test
    void newNodeGoesOnWhereTheCopiedOneStands() {
        RecordingServer third = new RecordingServer();
        start(first, second);
        putAll("/copied");
        assertThat(spawn.api()
                        .put(RunningSpawn.path(second), "{\"maintenance\": true}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(spawn.put("/meanwhile").statusCode()).isEqualTo(200);
        assertThat(place(third, "?from=" + number(second, "position")).statusCode())
                .isEqualTo(201);
        spawn.api().put(RunningSpawn.path(second), "{\"maintenance\": false}");
        putAll("/last");
        assertThat(third.applied()).containsExactly("/meanwhile", "/last");
        assertThat(second.applied()).containsExactly("/copied", "/meanwhile", "/last");
        third.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 409, The last write is 1.",
        "-1, 400, from must be between 0 and",
        "NOW, 400, 'from must be a whole number, not ''NOW'''",
        "'', 400, from must be a whole number"
    })
    void placeThatIsNoneIsRefusedAndMakesNoNode(String from, int status, String reason) {
        start(first);
        putAll("/1");
        HttpResponse<String> answer = place(second, "?from=" + from);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(reason);
        assertThat(spawn.api().get(RunningSpawn.path(second)).statusCode()).isEqualTo(404);
    }

    @Test
    void placeThatTheLogNoLongerHasIsRefused() {
        spawn = RunningSpawn.before(List.of(first), folder, "\"keep\": {\"seconds\": 0}");
        putAll("/1");
        putAll("/2");
        await("trimmed")
                .atMost(Cluster.PATIENCE)
                .until(() ->
                        spawn.api().json("/writes").get("data").get("total").asInt() == 0);
        HttpResponse<String> gone = place(second, "?from=1");
        assertThat(gone.statusCode()).isEqualTo(409);
        assertThat(gone.body()).contains("The log no longer has the write after 1.");
        assertThat(spawn.api().get(RunningSpawn.path(second)).statusCode()).isEqualTo(404);
        assertThat(place(second, "?from=2").statusCode()).isEqualTo(201);
    }

    @Test
    void nodeThatSkipsItsBacklogSaysHowMuch() {
        start(first, second);
        putAll("/1");
        second.end();
        spawn.awaitState(second, "down");
        String skipped = SpawnProcess.id(spawn.put("/2"));
        spawn.put("/3");
        assertThat(place(second, "?from=2").statusCode()).isEqualTo(202);
        assertThat(number(second, "pending")).isEqualTo(1);
        assertThat(place(second, "?from=now").statusCode()).isEqualTo(202);
        assertThat(number(second, "pending")).isZero();
        second.comeBack();
        putAll("/4");
        assertThat(second.applied()).containsExactly("/1", "/4");
        assertThat(number(second, "dropped")).isEqualTo(2);
        assertThat(number(second, "delivered")).isEqualTo(2);
        String node = "event=node-placed node=127.0.0.1:%d ".formatted(second.port());
        assertThat(log.lines()).contains(node + "after=2 dropped=1", node + "after=3 dropped=1");
        assertThat(spawn.state(skipped, second)).isEmpty();
    }

    @Test
    void nodeThatGoesBackGetsItsDeadLettersInTheirTurn() {
        start(first, second);
        first.heal();
        putAll("/1");
        assertThat(spawn.put("/poison", "Spawn-Answer", "all").statusCode()).isEqualTo(502);
        putAll("/3");
        assertThat(number(second, "parked")).isEqualTo(1);
        second.heal();
        int before = second.writes().size();
        assertThat(place(second, "?from=0").statusCode()).isEqualTo(202);
        putAll("/4");
        assertThat(second.writes().stream().skip(before).map(RecordingServer.Write::target))
                .containsExactly("/1", "/poison", "/3", "/4");
        assertThat(number(second, "parked")).isZero();
        assertThat(spawn.api().get(RunningSpawn.path(second) + "/dead").body()).contains("\"total\":0");
        assertThat(delete(RunningSpawn.path(second)).statusCode()).isEqualTo(200);
    }

    @Test
    void nodeWithABacklogIsNotRemoved() {
        start(first, second);
        second.end();
        spawn.awaitState(second, "down");
        spawn.put("/1");
        spawn.put("/2");
        HttpResponse<String> refused = delete(RunningSpawn.path(second));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("2 writes are pending and 0 parked at 127.0.0.1:" + second.port(), "force");
        assertThat(delete("/nodes").statusCode()).isEqualTo(409);
        assertThat(delete("/nodes?force=false").statusCode()).isEqualTo(409);
        assertThat(spawn.api().json("/nodes").get("data").get("total").asInt()).isEqualTo(2);
        second.comeBack();
        awaitApplied(second, "/1", "/2");
        putAll("/3");
        assertThat(delete("/nodes").statusCode()).isEqualTo(200);
        assertThat(spawn.api().get("/nodes").statusCode()).isEqualTo(404);
    }

    @Test
    void nodeWithADeadLetterIsNotRemovedBeforeThatIsDropped() {
        start(first, second);
        first.heal();
        spawn.put("/poison", "Spawn-Answer", "all");
        HttpResponse<String> refused = delete(RunningSpawn.path(second));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("0 writes are pending and 1 parked");
        assertThat(delete(RunningSpawn.path(second) + "/dead").statusCode()).isEqualTo(200);
        assertThat(delete(RunningSpawn.path(second)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "all"})
    void removalByForceSaysWhatItDrops(String which) {
        start(first, second);
        first.heal();
        spawn.put("/poison", "Spawn-Answer", "all");
        second.end();
        spawn.awaitState(second, "down");
        spawn.put("/1");
        CompletableFuture<HttpResponse<String>> waits =
                CompletableFuture.supplyAsync(() -> spawn.put("/2", "Spawn-Answer", "all", "Spawn-Timeout", "60"));
        await("stored").atMost(Cluster.PATIENCE).until(() -> number(second, "pending") == 2);
        await("had").atMost(Cluster.PATIENCE).until(() -> number(first, "pending") == 0);
        String path = which.equals("one") ? RunningSpawn.path(second) : "/nodes";
        HttpResponse<String> removed = delete(path + "?force=true");
        assertThat(removed.statusCode()).isEqualTo(200);
        assertThat(removed.body()).contains("\"success\":true");
        HttpResponse<String> told = waits.join();
        assertThat(told.statusCode()).isEqualTo(502);
        assertThat(told.body()).contains("\"port\":%d,\"state\":\"dropped\"".formatted(second.port()));
        assertThat(log.lines())
                .contains("event=node-removed node=127.0.0.1:%d dropped=2 parked=1".formatted(second.port()));
        assertThat(spawn.api().get(RunningSpawn.path(second)).statusCode()).isEqualTo(404);
        if (which.equals("one")) {
            int before = second.writes().size();
            second.comeBack();
            putAll("/3");
            assertThat(place(second, "").statusCode()).isEqualTo(201);
            putAll("/4");
            assertThat(second.writes().stream().skip(before).map(RecordingServer.Write::target))
                    .containsExactly("/4");
        }
    }
}
