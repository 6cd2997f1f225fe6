package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.HeraProcess;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.startup.Tomcat;

/** Tomcat's own WebSocket server, {@code TomcatChat}, in a process of its own, which may be killed. */
final class TomcatProcess implements AutoCloseable {
    private static final Path PROGRAM = Path.of("src/server/src/test/resources/hera/sidecar/TomcatChat.java");

    private final Process process;
    private final Path output;

    private TomcatProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** The library that Hera itself does without, where {@code mvn verify} puts it. */
    private static Path library() {
        return HeraProcess.jar().resolveSibling("test-servers/tomcat-embed-websocket.jar");
    }

    /** Starts it, and waits until it listens. */
    static TomcatProcess start(Path directory) throws IOException {
        String classPath = String.join(
                File.pathSeparator,
                List.of(
                        library().toString(),
                        jarOf(Tomcat.class).toString(),
                        jarOf(annotations()).toString()));
        Path output = directory.resolve("tomcat.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        PROGRAM.toString(),
                        Files.createDirectory(directory.resolve("tomcat")).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        TomcatProcess started = new TomcatProcess(process, output);
        try {
            await("Tomcat").atMost(Cluster.PATIENCE).until(() -> !process.isAlive() || started.says("port"));
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
            return started;
        } catch (Throwable e) {
            started.close();
            throw e;
        }
    }

    /** A class that Tomcat wants at run time; named by a string, since nothing is compiled against it. */
    private static Class<?> annotations() {
        try {
            return Class.forName("jakarta.annotation.PostConstruct");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() throws IOException {
        return Integer.parseInt(lines("port ").get(0));
    }

    private boolean says(String beginning) throws IOException {
        return !lines(beginning).isEmpty();
    }

    private List<String> lines(String beginning) throws IOException {
        return Files.readAllLines(output).stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .toList();
    }

    /** Returns by which codes sessions have been closed, in order. */
    List<String> closed() throws IOException {
        return lines("closed ");
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
