package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.PostgresServer;
import hera.harness.RecordingServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spawns of the built jar on one PostgreSQL: one works, the other takes over. Skipped where PostgreSQL is not installed. */
@Timeout(300)
class SharedStoreIT {
    private static final int LEASE_SECONDS = 3;

    @TempDir
    Path directory;

    private final List<RecordingServer> servers = List.of(new RecordingServer(), new RecordingServer());
    private final List<HeraProcess> started = new ArrayList<>();
    private PostgresServer database;
    private String url;

    /** A Spawn, and the port for its clients. */
    private record Member(HeraProcess process, int port) {
        HttpResponse<String> put(String target, String... headers) {
            return new NodeClient(port).send("PUT", target, BodyPublishers.ofString("body"), headers);
        }

        HttpResponse<String> put(String target) {
            return put(target, "Spawn-Answer", "all", "Spawn-Timeout", "30");
        }

        boolean takes(String target) {
            try {
                return put(target).statusCode() == 200;
            } catch (UncheckedIOException e) {
                return false;
            }
        }
    }

    @BeforeEach
    void startDatabase() throws Exception {
        database = PostgresServer.another();
        url = database.emptyDatabase("spawn");
    }

    @AfterEach
    void stop() {
        started.forEach(HeraProcess::close);
        servers.forEach(RecordingServer::close);
        if (database != null) {
            database.close();
        }
    }

    @Test
    void killedSpawnIsTakenOverAndNothingIsLost() {
        Member first = member("first");
        first.process().awaitBanner();
        awaitUp(first);
        Member second = member("second");
        awaitStandby(second);
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> client = CompletableFuture.runAsync(() -> writeUntilItBreaks(first, answered));
        await("answers").atMost(Cluster.PATIENCE).until(() -> answered.size() > 50);
        first.process().kill();
        client.join();
        awaitTakeover(second, "/after-kill");
        for (RecordingServer server : servers) {
            assertThat(server.applied())
                    .containsAll(answered)
                    .doesNotHaveDuplicates()
                    .isEqualTo(servers.get(0).applied());
        }
    }

    @Test
    void stoppedSpawnIsTakenOverAndEndsWhenItGoesOn() {
        Member first = member("first");
        first.process().awaitBanner();
        awaitUp(first);
        assertThat(first.put("/before").statusCode()).isEqualTo(200);
        Member second = member("second");
        awaitStandby(second);
        first.process().pause();
        awaitTakeover(second, "/after-stop");
        first.process().resume();
        assertThat(first.process().awaitExit()).isEqualTo(1);
        assertThat(first.process().standardError()).contains("event=lease-lost");
        assertThat(second.put("/last").statusCode()).isEqualTo(200);
        for (RecordingServer server : servers) {
            assertThat(server.writes())
                    .extracting(RecordingServer.Write::term)
                    .isSortedAccordingTo(Comparator.naturalOrder());
            assertThat(server.applied()).containsExactly("/before", "/after-stop", "/last");
        }
    }

    @Test
    void endedSpawnGivesTheStoreBackAtOnce() {
        Member first = member("first");
        first.process().awaitBanner();
        awaitUp(first);
        Member second = member("second");
        awaitStandby(second);
        first.process().terminate();
        assertThat(first.process().awaitExit()).isIn(0, 143);
        awaitTakeover(second, "/x");
    }

    @Test
    void row7StoreAwayRefusesWritesAndReadsGoOn() throws Exception {
        Member only = member("only");
        only.process().awaitBanner();
        awaitUp(only);
        assertThat(only.put("/before").statusCode()).isEqualTo(200);
        database.halt();
        await("refusal").atMost(Cluster.PATIENCE).until(() -> only.put("/away").statusCode() == 503);
        await("the end of the lease")
                .atMost(Cluster.PATIENCE)
                .until(() -> only.process().standardError().contains("event=lease-ended"));
        HttpResponse<String> refused = only.put("/away");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.headers().firstValue("Spawn-Write-Id")).isEmpty();
        assertThat(new NodeClient(only.port()).get("/read").statusCode()).isEqualTo(200);
        database.resume();
        await("a write").atMost(Cluster.PATIENCE).until(() -> only.takes("/after"));
        for (RecordingServer server : servers) {
            assertThat(server.applied())
                    .startsWith("/before")
                    .endsWith("/after")
                    .doesNotContain("/away");
        }
    }

    @Test
    void row6CrashOfTheDatabaseLeavesNoAnswerUntrue() throws Exception {
        Member only = member("only");
        only.process().awaitBanner();
        awaitUp(only);
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        Queue<String> unknown = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> client = CompletableFuture.runAsync(() -> {
            for (int i = 0; refused.size() < 3; i++) {
                HttpResponse<String> answer = only.put("/" + i, "Spawn-Answer", "accepted");
                (switch (answer.statusCode()) {
                            case 202 -> answered;
                            case 503 -> refused;
                            default -> unknown;
                        })
                        .add("/" + i);
            }
        });
        await("answers").atMost(Cluster.PATIENCE).until(() -> answered.size() > 50);
        database.halt();
        client.join();
        database.resume();
        await("a write").atMost(Cluster.PATIENCE).until(() -> only.takes("/after"));
        for (RecordingServer server : servers) {
            assertThat(server.applied())
                    .containsAll(answered)
                    .doesNotContainAnyElementsOf(refused)
                    .doesNotHaveDuplicates()
                    .isEqualTo(servers.get(0).applied());
        }
        assertThat(unknown).hasSizeLessThan(2); // one client has one write under way
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

    private Member member(String name) {
        int port = FreePorts.any();
        Path folder = directory.resolve(name);
        String nodes = servers.stream()
                .map(server -> "{\"host\": \"127.0.0.1\", \"port\": %d, \"active\": true}".formatted(server.port()))
                .collect(Collectors.joining(", "));
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("spawn.conf"), """
                    {"host": "127.0.0.1", "port": %d, "api": {"port": %d}, "store": "%s", "lease-seconds": %d,
                     "name": "%s", "nodes": [%s]}
                    """.formatted(
                            port, FreePorts.any(), url, LEASE_SECONDS, name, nodes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        HeraProcess process = HeraProcess.in(folder).flags("spawn").start();
        started.add(process);
        return new Member(process, port);
    }

    private static void awaitUp(Member member) {
        await("all up")
                .atMost(Cluster.PATIENCE)
                .until(() -> !member.process().http().json("/status").toString().contains("\"state\":\"down\""));
    }

    private static void awaitStandby(Member member) {
        await("standing by")
                .atMost(Cluster.PATIENCE)
                .until(() -> member.process().standardOutput().contains("Standing by"));
    }

    /** Waits for the next answered write, for which the contract gives the lease and two seconds on an idle machine. */
    private static void awaitTakeover(Member member, String target) {
        long start = System.nanoTime();
        await("take-over").atMost(Cluster.PATIENCE).until(() -> member.takes(target));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf("take-over of a lease of %d s: %d ms%n", LEASE_SECONDS, took.toMillis());
    }

    private static void writeUntilItBreaks(Member member, Queue<String> answered) {
        try {
            for (int i = 0; i < 100_000; i++) {
                if (member.put("/" + i, "Spawn-Answer", "first").statusCode() == 200) {
                    answered.add("/" + i);
                }
            }
        } catch (UncheckedIOException e) {
            assertThat(answered).as("ended by the kill: %s", e.getMessage()).isNotEmpty();
        }
    }
}
