package hera.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Nodes of the built jar that know each other, each a process. Ports are chosen before the first starts, and stay a
 * node's own over its restarts. {@link #close} ends them all.
 */
public final class Cluster implements AutoCloseable {
    /** For what takes milliseconds, on a machine that is busy with something else. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(20);

    private final Path directory;
    private final List<String> flags;
    private final Map<String, Integer> ports = new TreeMap<>();
    private final Map<String, Map<String, Integer>> reachedAt = new TreeMap<>();
    private final Map<String, HeraProcess> running = new TreeMap<>();

    /** Starts nodes of those names that know each other; the flags are for every node. */
    public Cluster(Path directory, List<String> names, String... flags) {
        this.directory = directory;
        this.flags = List.of(flags);
        names.forEach(name -> ports.put(name, FreePorts.any()));
    }

    public int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalArgumentException("no node " + name);
        }
        return port;
    }

    /** From now on {@code asker} is told that {@code peer} is reached at that port, and the peer says so, too. */
    public void route(String asker, String peer, int port) {
        reachedAt.computeIfAbsent(asker, name -> new TreeMap<>()).put(peer, port);
    }

    /** Starts all at once, and waits until each has a held pull open at each other. */
    public Cluster start() {
        List<CompletableFuture<Void>> starts = ports.keySet().stream()
                .map(name -> CompletableFuture.runAsync(() -> start(name)))
                .toList();
        starts.forEach(CompletableFuture::join);
        ports.keySet().forEach(this::awaitReady);
        for (String name : ports.keySet()) {
            write(name, "/warm-up/" + name);
            awaitVisibleEverywhere("/warm-up/" + name);
        }
        return this;
    }

    /** Starts a node, anew if it ran before, with nothing of what it knew. */
    public HeraProcess start(String name) {
        return start(name, launch -> launch);
    }

    public HeraProcess start(String name, UnaryOperator<HeraProcess.Launch> special) {
        List<String> arguments =
                new ArrayList<>(List.of("-n", name, "-p", Integer.toString(port(name)), "-b", "127.0.0.1"));
        arguments.addAll(flags);
        reachedAt.values().stream()
                .filter(routes -> routes.containsKey(name))
                .findFirst()
                .ifPresent(routes -> arguments.addAll(List.of("--advertise", "127.0.0.1:" + routes.get(name))));
        HeraProcess.Launch launch = HeraProcess.in(workingDirectory(name))
                .configuration(configuration(name))
                .flags(arguments.toArray(String[]::new));
        HeraProcess node = special.apply(launch).node();
        synchronized (running) {
            running.put(name, node);
        }
        return node;
    }

    public HeraProcess node(String name) {
        synchronized (running) {
            HeraProcess node = running.get(name);
            if (node == null) {
                throw new IllegalArgumentException("no node " + name + " was started");
            }
            return node;
        }
    }

    public NodeClient http(String name) {
        return new NodeClient(port(name));
    }

    public void awaitReady(String name) {
        await(name + " is ready")
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> http(name).has("/actuator/health/readiness"));
    }

    public void write(String name, String path) {
        assertThat(http(name).put(path, "{}").statusCode()).isEqualTo(204);
    }

    public void awaitVisible(String name, String path) {
        await(path + " on " + name)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> http(name).has(path));
    }

    public void awaitVisibleEverywhere(String path) {
        ports.keySet().forEach(name -> awaitVisible(name, path));
    }

    public void awaitGone(String name, String path) {
        await(path + " gone from " + name)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> !http(name).has(path));
    }

    /** Waits until a write on each node reaches each other. */
    public void awaitWritesSpread(String service) {
        ports.keySet().forEach(name -> write(name, "/" + service + "/" + name));
        ports.keySet().forEach(name -> awaitVisibleEverywhere("/" + service + "/" + name));
    }

    @Override
    public void close() {
        synchronized (running) {
            running.values().forEach(HeraProcess::close);
        }
    }

    private Path workingDirectory(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration(String asker) {
        StringBuilder yaml = new StringBuilder("cluster:\n");
        ports.forEach((name, port) -> {
            int at = reachedAt.getOrDefault(asker, Map.of()).getOrDefault(name, port);
            yaml.append("  %s:\n    host: 127.0.0.1\n    port: %d\n".formatted(name, at));
        });
        return yaml.toString();
    }
}
