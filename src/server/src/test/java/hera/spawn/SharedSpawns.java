package hera.spawn;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Spawns of the built jar on one PostgreSQL of their own, before four servers. */
final class SharedSpawns implements AutoCloseable {
    static final int LEASE_SECONDS = 3;
    private static final int SERVERS = 4;

    final List<RecordingServer> servers =
            Stream.generate(RecordingServer::new).limit(SERVERS).toList();
    final PostgresServer database;
    private final Path directory;
    private final String url;
    private final List<HeraProcess> started = new ArrayList<>();

    /** A Spawn, and the port for its clients. */
    record Member(String name, HeraProcess process, int port) {
        HttpResponse<String> put(String target, String... headers) {
            return new NodeClient(port).send("PUT", target, BodyPublishers.ofString("body"), headers);
        }

        HttpResponse<String> putAll(String target) {
            return put(target, "Spawn-Answer", "all", "Spawn-Timeout", "30");
        }

        /** Returns whether all servers have taken a write. */
        boolean takes(String target) {
            try {
                return putAll(target).statusCode() == 200;
            } catch (UncheckedIOException e) {
                return false;
            }
        }

        NodeClient api() {
            return process.http();
        }

        /** The nodes as {@code /status} shows them, by their ports. */
        Map<Integer, JsonNode> status() {
            Map<Integer, JsonNode> byPort = new TreeMap<>();
            for (JsonNode node : api().json("/status").get("data").get("results")) {
                byPort.put(node.get("port").asInt(), node);
            }
            return byPort;
        }

        /** The node of a server as {@code /status} shows it. */
        JsonNode status(RecordingServer server) {
            JsonNode node = status().get(server.port());
            if (node == null) {
                throw new AssertionError("%s does not know node %d".formatted(name, server.port()));
            }
            return node;
        }

        /** How many queues each Spawn drains, as far as this one has seen. */
        Map<String, Long> owners() {
            return status().values().stream()
                    .map(node -> node.path("owner").asString(""))
                    .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()));
        }
    }

    SharedSpawns(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        database = PostgresServer.another();
        try {
            url = database.emptyDatabase("spawn");
        } catch (Exception e) {
            database.close();
            throw new IOException(e);
        }
    }

    /** Starts a Spawn, and does not wait for it. */
    Member begin(String name, String more) {
        int port = FreePorts.any();
        Path folder = directory.resolve(name);
        String nodes = servers.stream()
                .map(server -> "{\"host\": \"127.0.0.1\", \"port\": %d, \"active\": true}".formatted(server.port()))
                .collect(Collectors.joining(", "));
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("spawn.conf"), """
                {"host": "127.0.0.1", "port": %d, "api": {"port": %d}, "store": "%s", "lease-seconds": %d, %s
                 "retry": {"attempts": 2, "initial-ms": 10}, "name": "%s", "nodes": [%s]}
                """.formatted(
                            port, FreePorts.any(), url, LEASE_SECONDS, more, name, nodes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        HeraProcess process = HeraProcess.in(folder).flags("spawn").start();
        started.add(process);
        return new Member(name, process, port);
    }

    /** Starts a Spawn, and waits until it sees all servers up. */
    Member start(String name) {
        Member member = begin(name, "");
        member.process().awaitBanner();
        awaitUp(member);
        return member;
    }

    /** Starts two Spawns, and waits until each has half the queues. */
    List<Member> two() {
        List<Member> both = List.of(start("first"), start("second"));
        awaitHalves(both);
        return both;
    }

    /** Returns first the one of two that drains a server's queue, then the other. */
    static List<Member> ownerFirst(List<Member> both, RecordingServer server) {
        String owner = both.get(0).status(server).get("owner").asString();
        boolean isFirst = both.get(0).name().equals(owner);
        return isFirst ? both : List.of(both.get(1), both.get(0));
    }

    static void awaitHalves(List<Member> both) {
        for (Member member : both) {
            await("half the queues for each, at " + member.name())
                    .atMost(Cluster.PATIENCE)
                    .until(() -> member.owners().equals(Map.of("first", 2L, "second", 2L)));
        }
    }

    static void awaitUp(Member member) {
        await("all up at " + member.name())
                .atMost(Cluster.PATIENCE)
                .until(() -> member.status().size() == SERVERS
                        && member.status().values().stream()
                                .noneMatch(node -> node.get("state").asString().equals("down")));
    }

    /** Waits until all servers have applied that many writes. */
    void awaitApplied(int count) {
        for (RecordingServer server : servers) {
            await("all writes")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> server.applied().size() >= count);
        }
    }

    @Override
    public void close() {
        started.forEach(HeraProcess::close);
        servers.forEach(RecordingServer::close);
        database.close();
    }
}
