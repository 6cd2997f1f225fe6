package hera.registry.process.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.client.Discovery;
import hera.client.HeraClient;
import hera.client.Instance;
import hera.client.Lease;
import hera.client.Registration;
import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.Metrics;
import hera.harness.NodeClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client on nodes that die, restart empty, and come one after the other. */
class JavaClientIT {
    private static final Duration PATIENCE = Cluster.PATIENCE;

    @TempDir
    Path directory;

    private static HeraClient client(int... ports) {
        HeraClient.Builder builder = HeraClient.builder().shutdownHook(false).host("127.0.0.1");
        for (int port : ports) {
            builder.node("127.0.0.1:" + port);
        }
        return builder.build();
    }

    private static List<String> ids(Discovery discovery) {
        return discovery.all().stream().map(Instance::id).toList();
    }

    /** A service that everybody can watch, with one instance that lives for an hour without heartbeats. */
    private static void silent(NodeClient node, String path) {
        assertThat(node.put(path + "?ttl=3600", "{\"host\":\"10.0.0.1\",\"port\":1}")
                        .statusCode())
                .isEqualTo(204);
    }

    private static long timestamp(NodeClient node, String path) {
        return node.has(path) ? node.json(path + "?meta").path("timestamp").asLong() : 0;
    }

    @Test
    void aKilledNodeTakesNothingWithIt() {
        try (Cluster cluster = new Cluster(directory, List.of("a", "b")).start();
                HeraClient hera = client(cluster.port("a"), cluster.port("b"))) {
            Registration web =
                    hera.register("web", Instance.of("127.0.0.1", 9000).id("me"), Lease.ttl(Duration.ofSeconds(10)));
            Registration held =
                    hera.register("web", Instance.of("127.0.0.1", 9001).id("held"), Lease.held());
            Discovery list = hera.discover("web");
            assertThat(web.await(PATIENCE) && held.await(PATIENCE) && list.await(PATIENCE))
                    .isTrue();
            await().atMost(PATIENCE).until(() -> ids(list).equals(List.of("held", "me")));
            assertThat(web.awaitEverywhere(PATIENCE)).isTrue();
            String used = hera.nodes().get(0).toString().endsWith(":" + cluster.port("a")) ? "a" : "b";
            NodeClient other = cluster.http(used.equals("a") ? "b" : "a");
            long before = timestamp(other, "/web/me");

            cluster.node(used).kill();
            await().atMost(PATIENCE).until(() -> timestamp(other, "/web/me") > before);
            assertThat(other.put("/web/late", "{\"host\":\"127.0.0.1\",\"port\":9002}")
                            .statusCode())
                    .isEqualTo(204);
            await().atMost(PATIENCE).until(() -> ids(list).equals(List.of("held", "late", "me")));
            await("more than the 10 s that a held instance outlives its node")
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ofSeconds(12))
                    .until(() -> ids(list).equals(List.of("held", "late", "me")));

            held.close();
            web.close();
            await().atMost(PATIENCE).until(() -> ids(list).equals(List.of("late")));
        }
    }

    @Test
    void aNodeThatStandsStillCostsNoRegistration() {
        try (Cluster cluster = new Cluster(directory, List.of("a", "b")).start();
                HeraClient hera = client(cluster.port("a"), cluster.port("b"))) {
            Registration web =
                    hera.register("web", Instance.of("127.0.0.1", 9000).id("me"));
            Registration held =
                    hera.register("web", Instance.of("127.0.0.1", 9001).id("held"), Lease.held());
            Discovery list = hera.discover("web");
            await().atMost(PATIENCE).until(() -> ids(list).equals(List.of("held", "me")));
            assertThat(web.awaitEverywhere(PATIENCE) && held.awaitEverywhere(PATIENCE))
                    .isTrue();
            String used = hera.nodes().get(0).toString().endsWith(":" + cluster.port("a")) ? "a" : "b";
            NodeClient other = cluster.http(used.equals("a") ? "b" : "a");
            long before = timestamp(other, "/web/me");

            cluster.node(used).pause();
            await("its heartbeats go to the other node")
                    .atMost(PATIENCE)
                    .until(() -> timestamp(other, "/web/me") > before);
            await("its other connection is at the other node")
                    .atMost(PATIENCE)
                    .until(() ->
                            Metrics.value(other.get("/actuator/prometheus").body(), "hera_held_registrations") == 1);
            silent(other, "/web/late");
            await().atMost(PATIENCE).until(() -> ids(list).equals(List.of("held", "late", "me")));
            assertThat(List.of(web.state(), held.state())).containsOnly(Registration.State.REGISTERED);

            cluster.node(used).resume();
            cluster.awaitVisible(used, "/web/late");
            assertThat(ids(list)).isEqualTo(List.of("held", "late", "me"));
        }
    }

    @Test
    void aWriteThatIsEverywhereIsReadEverywhere() {
        try (Cluster cluster = new Cluster(directory, List.of("a", "b")).start();
                HeraClient hera = client(cluster.port("a"))) {
            Registration web =
                    hera.register("web", Instance.of("127.0.0.1", 9000).id("me"));
            for (int version = 1; version <= 20; version++) {
                web.update(web.instance().with("version", version));
                assertThat(web.await(PATIENCE) && web.awaitEverywhere(PATIENCE)).isTrue();
                for (String node : List.of("a", "b")) {
                    assertThat(cluster.http(node)
                                    .json("/web/me")
                                    .path("version")
                                    .asInt())
                            .isEqualTo(version);
                }
            }
        }
    }

    @Test
    void anEmptyNodeTakesNothingFromTheList() {
        try (Cluster alone = new Cluster(directory, List.of("a")).start();
                HeraClient hera = client(alone.port("a"))) {
            silent(alone.http("a"), "/db/silent");
            Registration me =
                    hera.register("db", Instance.of("127.0.0.1", 9000).id("me"), Lease.ttl(Duration.ofSeconds(10)));
            Discovery list = hera.discover("db");
            await().atMost(PATIENCE).until(() -> ids(list).equals(List.of("me", "silent")));

            alone.node("a").kill();
            alone.start("a");
            assertThat(alone.http("a").get("/db").headers().firstValue("Hera-Synced"))
                    .contains("false");
            alone.awaitVisible("a", "/db/me");
            silent(alone.http("a"), "/db/new");
            await().atMost(PATIENCE).until(() -> ids(list).contains("new"));
            assertThat(ids(list)).containsExactly("me", "new", "silent");
            assertThat(me.state()).isEqualTo(Registration.State.REGISTERED);
        }
    }

    @Test
    void aProgramThatStoodStillIsBackAndItsEndDeregisters() throws Exception {
        try (Cluster alone = new Cluster(directory, List.of("a")).start()) {
            NodeClient node = alone.http("a");
            Process program = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            RegisteredProgram.class.getName(),
                            "" + alone.port("a"))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("program.txt").toFile())
                    .start();
            try {
                await().atMost(PATIENCE).until(() -> node.has("/web/program"));
                signal(program, "STOP");
                await().atMost(PATIENCE).until(() -> !node.has("/web/program"));
                signal(program, "CONT");
                await().atMost(PATIENCE).until(() -> node.has("/web/program"));
                program.destroy();
                assertThat(program.waitFor()).isEqualTo(143);
                assertThat(node.has("/web/program"))
                        .as("its shutdown hook has run")
                        .isFalse();
            } finally {
                program.destroyForcibly();
            }
        }
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void aRollingRestartFailsNoRead() throws Exception {
        int first = FreePorts.any();
        int second = FreePorts.any();
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        HeraProcess a = start("a", first, second);
        HeraProcess b = start("b", second, first);
        try (HeraClient hera = client(first, second)) {
            silent(a.http(), "/web/silent");
            hera.register("web", Instance.of("127.0.0.1", 9000).id("me"), Lease.ttl(Duration.ofSeconds(10)));
            Discovery list = hera.discover("web");
            await().atMost(PATIENCE).until(() -> ids(list).equals(List.of("me", "silent")));
            CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
                while (!stopped.get()) {
                    reads.incrementAndGet();
                    if (list.instances().size() != 2 || list.pick().isEmpty()) {
                        failed.incrementAndGet();
                    }
                    Thread.onSpinWait();
                }
            });
            a.terminate();
            a.awaitExit();
            a = start("a", first, second);
            awaitSame(first, second);
            b.terminate();
            b.awaitExit();
            b = start("b", second, first);
            awaitSame(first, second);
            stopped.set(true);
            reader.join();
            assertThat(failed).as("of %s reads", reads).hasValue(0);
            assertThat(reads.get()).isPositive();
        } finally {
            stopped.set(true);
            a.close();
            b.close();
        }
    }

    private HeraProcess start(String name, int port, int other) throws Exception {
        Path home = Files.createDirectories(directory.resolve(name));
        return HeraProcess.in(home)
                .flags("-n", name, "-p", "" + port, "--neighbour", "127.0.0.1:" + other, "--gossip-interval", "0.5")
                .node();
    }

    private static void awaitSame(int first, int second) {
        await().atMost(PATIENCE)
                .until(() -> new NodeClient(first).has("/web/silent")
                        && new NodeClient(first).json("/").equals(new NodeClient(second).json("/")));
    }
}
