package hera.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A real nginx or HAProxy by the configuration that is documented, on a port of its own, before nodes. */
public final class ProxyServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path DOCUMENTED = Path.of("src/docs/proxies");

    private final Process process;
    private final int port;

    private ProxyServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Where a program of that name is installed, if it is. */
    public static Optional<Path> installed(String program) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts nginx, whose files are all in that directory. */
    public static ProxyServer nginx(Path program, Path directory, int... nodes) {
        return nginx(program, directory, UnaryOperator.identity(), nodes);
    }

    /** Starts nginx with something in its configuration changed. */
    public static ProxyServer nginx(Path program, Path directory, UnaryOperator<String> change, int... nodes) {
        int port = FreePorts.any();
        return nginx(program, directory, port, change.apply(configured("nginx.conf", port, nodes)), ProxyServer::isOk);
    }

    /** Starts nginx by a configuration of the test's own, in which {@code PORT} is where it listens. */
    public static ProxyServer nginxBy(Path program, Path directory, String http) {
        int port = FreePorts.any();
        String configuration = "events {}\nhttp {\n" + http.replace("PORT", "" + port) + "}\n";
        return nginx(program, directory, port, configuration, status -> true);
    }

    private static ProxyServer nginx(Path program, Path directory, int port, String text, IntPredicate ready) {
        String temporary = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(kind -> "    " + kind + "_temp_path " + directory.resolve(kind) + ";\n")
                .reduce("", String::concat);
        String configuration = text.replace("http {\n", "http {\n    access_log off;\n" + temporary);
        Path file = write(
                directory.resolve("nginx.conf"),
                // root's workers would else be somebody who may not write there
                (System.getProperty("user.name").equals("root") ? "user root;\n" : "") + "daemon off;\npid "
                        + directory.resolve("nginx.pid") + ";\n" + configuration);
        List<String> command =
                List.of(program.toString(), "-p", directory.toString(), "-e", "stderr", "-c", file.toString());
        return start(port, directory, command, ready);
    }

    /** Starts HAProxy. */
    public static ProxyServer haproxy(Path program, Path directory, int... nodes) {
        return haproxy(program, directory, UnaryOperator.identity(), nodes);
    }

    /** Starts HAProxy with something in its configuration changed. */
    public static ProxyServer haproxy(Path program, Path directory, UnaryOperator<String> change, int... nodes) {
        int port = FreePorts.any();
        return haproxy(
                program, directory, port, change.apply(configured("haproxy.cfg", port, nodes)), ProxyServer::isOk);
    }

    /** Starts HAProxy by a configuration of the test's own, in which {@code PORT} is where it listens. */
    public static ProxyServer haproxyBy(Path program, Path directory, String configuration) {
        int port = FreePorts.any();
        return haproxy(program, directory, port, configuration.replace("PORT", "" + port), status -> true);
    }

    private static ProxyServer haproxy(Path program, Path directory, int port, String text, IntPredicate ready) {
        Path file = write(directory.resolve("haproxy.cfg"), text);
        return start(port, directory, List.of(program.toString(), "-db", "-f", file.toString()), ready);
    }

    private static boolean isOk(int status) {
        return status == 200;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    private static String configured(String name, int port, int... nodes) {
        return documented(name)
                .replace("8080", "" + port)
                .replace("localhost:8081", "127.0.0.1:" + nodes[0])
                .replace("localhost:8082", "127.0.0.1:" + nodes[nodes.length - 1]);
    }

    /** The configuration of that file's name, as it is documented. */
    public static String documented(String name) {
        try {
            return Files.readString(DOCUMENTED.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProxyServer start(int port, Path directory, List<String> command, IntPredicate ready) {
        try {
            Path log = directory.resolve("proxy.log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            ProxyServer proxy = new ProxyServer(process, port);
            try {
                proxy.awaitReady(log, ready);
            } catch (IOException | RuntimeException | AssertionError e) {
                proxy.close();
                throw e;
            }
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(Path log, IntPredicate ready) throws IOException {
        NodeClient http = new NodeClient(port);
        await("proxy")
                .atMost(PATIENCE)
                .ignoreException(UncheckedIOException.class)
                .until(() -> !process.isAlive()
                        || ready.test(http.get("/actuator/health/readiness").statusCode()));
        if (!process.isAlive()) {
            throw new AssertionError(Files.readString(log));
        }
    }
}
