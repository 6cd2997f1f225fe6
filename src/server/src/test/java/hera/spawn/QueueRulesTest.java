package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.LogRecorder;
import hera.harness.NodeClient;
import hera.harness.RecordingServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a queue that is too old, and of one whose head always fails, as servers, clients and operators see it. */
class QueueRulesTest {
    private static final String RETRY =
            "\"retry\": {\"attempts\": 2, \"initial-ms\": 10, \"max-seconds\": 1, \"on-poison\": \"%s\"}";

    @TempDir
    Path folder;

    private final RecordingServer ill = new RecordingServer();
    private final RecordingServer well = new RecordingServer();
    private final LogRecorder log = new LogRecorder(SpawnNode.class);

    @SuppressWarnings("NullAway.Init") // each test starts it
    private RunningSpawn spawn;

    @AfterEach
    void stop() {
        spawn.close();
        log.close();
        ill.close();
        well.close();
    }

    private void start(String more) {
        well.heal();
        spawn = RunningSpawn.before(List.of(ill, well), folder, more);
    }

    private void awaitTried(int times) {
        await("tried " + times + " times")
                .atMost(Cluster.PATIENCE)
                .until(() -> ill.writes().size() >= times);
    }

    private void awaitApplied(String... targets) {
        await("applied").atMost(Cluster.PATIENCE).until(() -> ill.applied().equals(List.of(targets)));
    }

    private String line(String part) {
        return log.lines().stream()
                .filter(line -> line.contains(part) && line.contains("node=127.0.0.1:" + ill.port() + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line with " + part + " in " + log.lines()));
    }

    @Test
    void writesAreRefusedWhileANodesOldestIsTooOld() {
        start("\"queue\": {\"max-age-seconds\": 1}");
        ill.end();
        assertThat(spawn.put("/old").statusCode()).isEqualTo(200);
        await("refused")
                .atMost(Cluster.PATIENCE)
                .until(() -> spawn.put("/young").statusCode() == 503);
        HttpResponse<String> refused = spawn.put("/refused");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("127.0.0.1:" + ill.port(), "queue.max-age-seconds is 1");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.headers().firstValue("Spawn-Write-Id")).isEmpty();
        ill.comeBack();
        await("taken again")
                .atMost(Cluster.PATIENCE)
                .until(() -> spawn.put("/new", "Spawn-Answer", "all").statusCode() == 200);
        assertThat(ill.applied()).isEqualTo(well.applied()).contains("/old").doesNotContain("/refused");
    }

    @Test
    void nodeWhoseOldestIsTooOldIsTakenOutWhereWritesAreToGoOn() {
        start("\"queue\": {\"max-age-seconds\": 1, \"on-full\": \"resync\"}");
        ill.end();
        HttpResponse<String> old = spawn.put("/old");
        assertThat(old.statusCode()).isEqualTo(200);
        spawn.awaitState(ill, "needs-resync");
        assertThat(line("event=node-needs-resync")).contains("dropped=1 ", "queue.max-age-seconds");
        assertThat(spawn.state(SpawnProcess.id(old), ill)).isEqualTo("dropped");
        assertThat(spawn.status(ill).get("dropped").asInt()).isEqualTo(1);
        ill.comeBack();
        HttpResponse<String> next = spawn.put("/next", "Spawn-Answer", "all");
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(next.headers().firstValue("Spawn-Node")).hasValue("127.0.0.1:" + well.port());
        assertThat(ill.writes()).isEmpty();
    }

    @Test
    void heldQueueTriesItsHeadAndNothingOvertakesIt() {
        start(RETRY.formatted("hold"));
        HttpResponse<String> answer = spawn.put("/poison", "Spawn-Answer", "all", "Spawn-Timeout", "1");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(spawn.put("/after").statusCode()).isEqualTo(200);
        awaitTried(6);
        assertThat(ill.applied()).containsExactly("/poison");
        assertThat(spawn.status(ill).get("pending").asInt()).isEqualTo(2);
        assertThat(spawn.status(ill).get("parked").asInt()).isZero();
        assertThat(spawn.status(ill).get("last_error").asString()).contains("500");
        ill.heal();
        awaitApplied("/poison", "/after");
        assertThat(ill.writes()).noneMatch(RecordingServer.Write::replay);
        assertThat(spawn.state(SpawnProcess.id(answer), ill)).isEqualTo("delivered");
    }

    @Test
    void nodeThatFailsTooOftenIsTakenOutUntilItIsPlaced() {
        start(RETRY.formatted("resync"));
        HttpResponse<String> answer = spawn.put("/poison", "Spawn-Answer", "all");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("\"port\":%d,\"state\":\"dropped\"".formatted(ill.port()));
        String id = SpawnProcess.id(answer);
        assertThat(line("event=node-needs-resync")).contains("dropped=1 ", id, "500");
        assertThat(spawn.status(ill).get("state").asString()).isEqualTo("needs-resync");
        assertThat(spawn.put("/after", "Spawn-Answer", "all").statusCode()).isEqualTo(200);
        assertThat(new NodeClient(spawn.clientsPort()).get("/read").statusCode())
                .isEqualTo(200);
        assertThat(ill.writes()).hasSize(2).allMatch(write -> write.target().equals("/poison"));
        assertThat(ill.reads()).isZero();
        ill.heal();
        HttpResponse<String> back = spawn.api().put(RunningSpawn.path(ill) + "?from=0", "{}");
        assertThat(back.statusCode()).as(back.body()).isEqualTo(202);
        awaitApplied("/poison", "/after");
        spawn.awaitState(ill, "up");
        assertThat(spawn.put("/last", "Spawn-Answer", "all").statusCode()).isEqualTo(200);
        assertThat(ill.applied()).isEqualTo(well.applied());
    }

    @Test
    void nodeThatIsBusyOrRefusesIsNotTakenOut() {
        start(RETRY.formatted("resync"));
        assertThat(spawn.put("/bad", "Spawn-Answer", "all").statusCode()).isEqualTo(409);
        assertThat(spawn.put("/busy").statusCode()).isEqualTo(200);
        awaitTried(6);
        assertThat(spawn.status(ill).get("state").asString()).isNotEqualTo("needs-resync");
        assertThat(spawn.status(ill).get("refused").asInt()).isEqualTo(1);
        ill.heal();
        awaitApplied("/bad", "/busy");
        assertThat(spawn.status(ill).get("dropped").asInt()).isZero();
    }
}
