package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.RecordingServer;
import hera.spawn.SharedSpawns.Member;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Operators of Spawns that share one PostgreSQL, each at one of them. Skipped where PostgreSQL is not installed. */
@Timeout(300)
class SharedOperatorsIT {
    @TempDir
    Path directory;

    private SharedSpawns spawns;

    @BeforeEach
    void startDatabase() throws Exception {
        spawns = new SharedSpawns(directory);
    }

    @AfterEach
    void stop() {
        if (spawns != null) {
            spawns.close();
        }
    }

    @Test
    void maintenanceWaitsForTheDeliveryOfTheOtherSpawn() {
        List<Member> both = spawns.two();
        RecordingServer held = spawns.servers.get(0);
        Member owner = SharedSpawns.ownerFirst(both, held).get(0);
        Member other = SharedSpawns.ownerFirst(both, held).get(1);
        assertThat(other.put("/slow", "Spawn-Answer", "accepted").statusCode()).isEqualTo(202);
        await("under way").atMost(Cluster.PATIENCE).until(() -> !held.writes().isEmpty());
        String node = "/nodes/127.0.0.1/" + held.port();
        CompletableFuture<HttpResponse<String>> change =
                CompletableFuture.supplyAsync(() -> other.api().put(node, "{\"maintenance\":true}"));
        await("heard of")
                .atMost(Cluster.PATIENCE)
                .until(() -> owner.status(held).get("state").asString().equals("maintenance"));
        assertThat(change).isNotDone();
        spawns.servers.forEach(RecordingServer::letAnswer);
        assertThat(change.join().statusCode()).isEqualTo(202);
        long position = other.status(held).get("position").asLong();
        assertThat(other.put("/later", "Spawn-Answer", "quorum", "Spawn-Timeout", "30")
                        .statusCode())
                .isEqualTo(200);
        assertThat(held.applied()).containsExactly("/slow");
        assertThat(other.status(held).get("position").asLong())
                .isEqualTo(position)
                .isEqualTo(1);
        assertThat(owner.api().put(node, "{\"maintenance\":false}").statusCode())
                .isEqualTo(202);
        assertThat(other.putAll("/last").statusCode()).isEqualTo(200);
        assertThat(held.applied()).containsExactly("/slow", "/later", "/last");
    }

    @Test
    void parkedWritesAreReplayedAndDroppedAtEitherSpawn() {
        List<Member> both = spawns.two();
        HttpResponse<String> answer = both.get(0).put("/poison", "Spawn-Answer", "all", "Spawn-Timeout", "30");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        for (Member member : both) {
            await("parked at all")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> member.status().values().stream()
                            .allMatch(node -> node.get("parked").asInt() == 1));
        }
        RecordingServer dropped = spawns.servers.get(0);
        Member other = SharedSpawns.ownerFirst(both, dropped).get(1);
        String dead = "/nodes/127.0.0.1/%d/dead";
        assertThat(other.api()
                        .send("DELETE", dead.formatted(dropped.port()), BodyPublishers.noBody())
                        .statusCode())
                .isEqualTo(200);
        spawns.servers.forEach(RecordingServer::heal);
        for (RecordingServer server : spawns.servers.subList(1, 4)) {
            String replay = dead.formatted(server.port()) + "/replay";
            assertThat(other.api().send("POST", replay, BodyPublishers.noBody()).statusCode())
                    .isEqualTo(202);
            await("replay")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> server.writes().stream()
                                    .filter(RecordingServer.Write::replay)
                                    .count()
                            == 1);
        }
        for (Member member : both) {
            await("none is parked")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> member.status().values().stream()
                            .allMatch(node -> node.get("parked").asInt() == 0));
        }
        JsonNode nodes = both.get(1)
                .api()
                .json("/writes/" + SpawnProcess.id(answer))
                .get("data")
                .get("results")
                .get(0)
                .get("nodes");
        assertThat(Stream.of(0, 1, 2, 3).map(i -> nodes.get(i).get("state").asString()))
                .containsExactlyInAnyOrder("dropped", "delivered", "delivered", "delivered");
        assertThat(dropped.writes()).noneMatch(RecordingServer.Write::replay);
    }

    @Test
    void nodeMadeAtOneSpawnIsDrainedAndRemovedAtAll() {
        List<Member> both = spawns.two();
        try (RecordingServer made = new RecordingServer()) {
            String node = "/nodes/127.0.0.1/" + made.port();
            assertThat(both.get(0).api().put(node, "{\"active\":true}").statusCode())
                    .isEqualTo(201);
            await("made")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> both.get(1).status().containsKey(made.port()));
            await("a write there")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> both.get(1).takes("/x") && !made.applied().isEmpty());
            assertThat(both.get(1)
                            .api()
                            .send("DELETE", node + "?force=true", BodyPublishers.noBody())
                            .statusCode())
                    .isEqualTo(200);
            await("gone")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> !both.get(0).status().containsKey(made.port()));
            int before = made.writes().size();
            assertThat(both.get(0).putAll("/y").statusCode()).isEqualTo(200);
            assertThat(made.writes()).hasSize(before);
        }
    }
}
