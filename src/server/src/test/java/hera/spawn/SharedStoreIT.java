package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.RecordingServer;
import hera.spawn.SharedSpawns.Member;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spawns of the built jar that share one PostgreSQL, and the queues in it. Skipped where PostgreSQL is not installed. */
@Timeout(300)
class SharedStoreIT {
    private static final int MOST_REPEATED = 256;

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
    void bothTakeWritesAndEachDrainsHalfTheQueues() {
        List<Member> both = spawns.two();
        List<CompletableFuture<Void>> clients = IntStream.range(0, 6)
                .mapToObj(client -> CompletableFuture.runAsync(() -> {
                    String policy = List.of("first", "quorum", "all").get(client / 2);
                    for (int i = 0; i < 30; i++) {
                        String target = "/%d-%d".formatted(client, i);
                        HttpResponse<String> answer =
                                both.get(client % 2).put(target, "Spawn-Answer", policy, "Spawn-Timeout", "30");
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                        assertThat(answer.body()).isEqualTo("PUT " + target);
                        assertThat(answer.headers().firstValue("Spawn-Node")).isPresent();
                    }
                }))
                .toList();
        clients.forEach(CompletableFuture::join);
        spawns.awaitApplied(180);
        assertOneOrder(List.of());
        assertThat(both.get(0).owners()).containsOnlyKeys("first", "second");
        for (RecordingServer server : spawns.servers) {
            assertThat(server.writes()).hasSize(180).allMatch(write -> write.term() > 0);
        }
    }

    @Test
    void answerIsThatOfTheNodeWhicheverSpawnDelivers() {
        for (Member member : spawns.two()) {
            for (RecordingServer best : spawns.servers) {
                String node = "/nodes/127.0.0.1/" + best.port();
                assertThat(member.api().put(node, "{\"priority\":1}").statusCode())
                        .isEqualTo(202);
                String target = "/bad-%s-%d".formatted(member.name(), best.port());
                HttpResponse<String> answer = member.put(target, "Spawn-Answer", "primary", "Spawn-Timeout", "30");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
                assertThat(answer.body()).isEqualTo("PUT " + target);
                assertThat(answer.headers().firstValue("Spawn-Node")).hasValue("127.0.0.1:" + best.port());
                assertThat(member.api().put(node, "{\"priority\":0}").statusCode())
                        .isEqualTo(202);
            }
        }
    }

    @Test
    void killedSpawnsQueuesAreTakenOverAndNothingIsLost() {
        List<Member> both = spawns.two();
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> clients = both.stream()
                .map(member -> CompletableFuture.runAsync(() -> writeUntilItBreaks(member, answered)))
                .toList();
        await("answers").atMost(Cluster.PATIENCE).until(() -> answered.size() > 100);
        Member second = both.get(1);
        both.get(0).process().kill();
        clients.get(0).join();
        awaitTakeover(second, "/after-kill");
        second.process().kill();
        clients.get(1).join();
        Member third = spawns.start("third");
        awaitTakeover(third, "/last");
        assertOneOrder(answered);
        assertThat(spawns.servers.get(0).applied()).contains("/after-kill").endsWith("/last");
    }

    @Test
    void stoppedSpawnIsFencedAndSharesAgainWhenItGoesOn() {
        List<Member> both = spawns.two();
        Member first = both.get(0);
        assertThat(first.putAll("/before").statusCode()).isEqualTo(200);
        first.process().pause();
        awaitTakeover(both.get(1), "/after-stop");
        first.process().resume();
        assertThat(first.putAll("/goes-on").statusCode()).isEqualTo(200);
        SharedSpawns.awaitHalves(both);
        assertThat(first.putAll("/last").statusCode()).isEqualTo(200);
        for (RecordingServer server : spawns.servers) {
            assertThat(server.writes())
                    .extracting(RecordingServer.Write::term)
                    .isSortedAccordingTo(Comparator.naturalOrder());
            assertThat(server.applied()).containsExactly("/before", "/after-stop", "/goes-on", "/last");
        }
    }

    @Test
    void endedSpawnHandsItsQueuesOverAndNothingComesTwice() {
        List<Member> both = spawns.two();
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> client = CompletableFuture.runAsync(() -> writeUntilItBreaks(both.get(1), answered));
        await("answers").atMost(Cluster.PATIENCE).until(() -> answered.size() > 30);
        both.get(0).process().terminate();
        assertThat(both.get(0).process().awaitExit()).isIn(0, 143);
        assertThat(both.get(1).putAll("/x").statusCode()).isEqualTo(200);
        both.get(1).process().terminate();
        client.join();
        assertOneOrder(answered);
        for (RecordingServer server : spawns.servers) {
            assertThat(server.writes()).extracting(RecordingServer.Write::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void twoThatStartAtTheSameMomentShareOneListOfNodes() {
        List<Member> both = List.of(spawns.begin("first", ""), spawns.begin("second", ""));
        both.forEach(member -> member.process().awaitBanner());
        both.forEach(SharedSpawns::awaitUp);
        SharedSpawns.awaitHalves(both);
        for (Member member : both) {
            assertThat(member.api().json("/nodes").get("data").get("total").asInt())
                    .isEqualTo(spawns.servers.size());
            assertThat(member.putAll("/" + member.name()).statusCode()).isEqualTo(200);
        }
        assertOneOrder(List.of("/first", "/second"));
    }

    @Test
    void databaseThatCrashesUnderLoadMakesNoAnswerUntrue() throws Exception {
        List<Member> both = spawns.two();
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> clients = both.stream()
                .map(member -> CompletableFuture.runAsync(() -> {
                    int refusals = 0;
                    for (int i = 0; refusals < 3; i++) {
                        String target = "/%s-%d".formatted(member.name(), i);
                        int status =
                                member.put(target, "Spawn-Answer", "accepted").statusCode();
                        if (status == 202) {
                            answered.add(target);
                        } else if (status == 503) {
                            refused.add(target);
                            refusals++;
                        }
                    }
                }))
                .toList();
        await("answers").atMost(Cluster.PATIENCE).until(() -> answered.size() > 100);
        spawns.database.halt();
        clients.forEach(CompletableFuture::join);
        spawns.database.resume();
        for (Member member : both) {
            await("a write").atMost(Cluster.PATIENCE).until(() -> member.takes("/after-" + member.name()));
        }
        assertOneOrder(answered);
        assertThat(spawns.servers.get(0).applied()).doesNotContainAnyElementsOf(refused);
        SharedSpawns.awaitHalves(both);
    }

    @Test
    void oneKeyAtTwoSpawnsIsOneWrite() {
        List<Member> both = spawns.two();
        List<CompletableFuture<HttpResponse<String>>> clients = IntStream.range(0, 10)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> both.get(i % 2)
                        .put("/once", "Idempotency-Key", "k", "Spawn-Answer", "all", "Spawn-Timeout", "30")))
                .toList();
        assertThat(clients.stream()
                        .map(CompletableFuture::join)
                        .map(answer -> answer.statusCode() + " " + SpawnProcess.id(answer))
                        .distinct())
                .singleElement()
                .asString()
                .startsWith("200 ");
        assertThat(both.get(1).put("/other", "Idempotency-Key", "k").statusCode())
                .isEqualTo(422);
        for (RecordingServer server : spawns.servers) {
            assertThat(server.writes()).hasSize(1);
        }
    }

    @Test
    void row7StoreAwayRefusesWritesAndReadsGoOn() throws Exception {
        Member only = spawns.start("only");
        assertThat(only.putAll("/before").statusCode()).isEqualTo(200);
        spawns.database.halt();
        await("refusal").atMost(Cluster.PATIENCE).until(() -> only.put("/away").statusCode() == 503);
        await("the end of the leases")
                .atMost(Cluster.PATIENCE)
                .until(() -> only.process().standardError().contains("lost=true"));
        HttpResponse<String> refused = only.put("/away");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.headers().firstValue("Spawn-Write-Id")).isEmpty();
        assertThat(new NodeClient(only.port()).get("/read").statusCode()).isEqualTo(200);
        spawns.database.resume();
        await("a write").atMost(Cluster.PATIENCE).until(() -> only.takes("/after"));
        for (RecordingServer server : spawns.servers) {
            assertThat(server.applied())
                    .startsWith("/before")
                    .endsWith("/after")
                    .doesNotContain("/away");
        }
    }

    @Test
    void storeThatIsNotThereIsOneLine() {
        HeraProcess nowhere = HeraProcess.in(directory)
                .flags("spawn", "--port=0", "--api-port=0", "--store=postgresql://hera@127.0.0.1:1/spawn")
                .toItsEnd();
        assertThat(nowhere.awaitExit()).isEqualTo(2);
        assertThat(nowhere.standardError().lines())
                .singleElement()
                .asString()
                .startsWith("hera: --store: cannot be used: ");
    }

    /** All servers applied the same in one order, with all that was answered, and got not too much again. */
    private void assertOneOrder(Collection<String> answered) {
        List<String> order = spawns.servers.get(0).applied();
        Map<String, Long> sequences = spawns.servers.get(0).writes().stream()
                .collect(Collectors.toMap(
                        RecordingServer.Write::id, RecordingServer.Write::sequence, (one, other) -> one));
        for (RecordingServer server : spawns.servers) {
            await("the rest")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> server.applied().size() >= order.size());
            assertThat(server.applied())
                    .containsAll(answered)
                    .doesNotHaveDuplicates()
                    .isEqualTo(order);
            long greatest = 0;
            for (RecordingServer.Write write : server.writes()) {
                assertThat(write.sequence()).isGreaterThan(greatest - MOST_REPEATED);
                greatest = Math.max(greatest, write.sequence());
            }
        }
        assertThat(sequences).hasSameSizeAs(order);
    }

    /** Waits for the next answered write, for which the contract gives the lease and two seconds on an idle machine. */
    private static void awaitTakeover(Member member, String target) {
        long start = System.nanoTime();
        await("take-over").atMost(Cluster.PATIENCE).until(() -> member.takes(target));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf("take-over of a lease of %d s: %d ms%n", SharedSpawns.LEASE_SECONDS, took.toMillis());
    }

    private static void writeUntilItBreaks(Member member, Queue<String> answered) {
        int before = answered.size();
        try {
            for (int i = 0; i < 100_000; i++) {
                String target = "/%s-%d".formatted(member.name(), i);
                int status = member.put(target, "Spawn-Answer", "first").statusCode();
                if (status == 200) {
                    answered.add(target);
                } else if (status == 503) {
                    return; // it is stopping
                }
            }
        } catch (UncheckedIOException e) {
            assertThat(answered).as("ended by the kill: %s", e.getMessage()).hasSizeGreaterThan(before);
        }
    }
}
