package hera.cloud.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node of the built jar in a process of its own, at a free port. Nothing of it outlives {@link #close}. */
public final class RealNode implements AutoCloseable {
    /** A start takes seconds; this is for a machine that is busy with something else, too. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Pattern CONSOLE = Pattern.compile("Console: https?://.*:(\\d+)/_console/");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path out;

    private RealNode(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    /**
     * Starts a node and waits until it listens.
     *
     * @param directory where it runs and what it prints is kept
     */
    public static RealNode start(Path directory) {
        return start(
                directory,
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"),
                List.of("-n", "node-1", "-p", "0"));
    }

    /**
     * Starts a node with options of the JVM and flags of its own, and waits until it listens.
     *
     * @param directory where it runs and what it prints is kept
     */
    public static RealNode start(Path directory, List<String> jvm, List<String> flags) {
        String jar = System.getProperty("hera.jar");
        if (jar == null || !Files.exists(Path.of(jar))) {
            throw new IllegalStateException("the system property hera.jar names the jar of a node; mvn verify sets it");
        }
        try {
            Path out = Files.createTempFile(directory, "node", ".txt");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvm);
            command.addAll(List.of("-jar", Path.of(jar).toAbsolutePath().toString()));
            command.addAll(flags);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            RealNode node = new RealNode(builder.start(), out);
            await().atMost(PATIENCE).until(() -> node.banner().find() || !node.process.isAlive());
            assertThat(node.banner().find()).as(Files.readString(out)).isTrue();
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a command of the jar to its end, which must be a good one.
     *
     * @param directory where it runs
     */
    public static void command(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar"));
        line.add(Path.of(System.getProperty("hera.jar")).toAbsolutePath().toString());
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** The node's process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends it as a supervisor does, and waits for the end. */
    public void terminate() {
        process.destroy();
        process.onExit().join();
    }

    private Matcher banner() {
        try {
            return CONSOLE.matcher(Files.readString(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        Matcher banner = banner();
        if (!banner.find()) {
            throw new IllegalStateException("the node has said no port");
        }
        return "127.0.0.1:" + banner.group(1);
    }

    /** The property that names this node. */
    public String property() {
        return "hera.client.nodes=" + address();
    }

    /** The list of a service as JSON. */
    public String list(String service) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address() + "/" + service))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Registers an instance for an hour. */
    public void put(String service, String id, String json) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://%s/%s/%s?ttl=3600".formatted(address(), service, id)))
                    .PUT(HttpRequest.BodyPublishers.ofString(json))
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isBetween(200, 299);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
