package hera.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL in a folder and on a port of its own, one for all tests of a JVM; it ends with the JVM. */
public final class PostgresServer implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static @Nullable PostgresServer running; // guarded by the class

    private final Path bin;
    private final Path folder;
    private final int port;

    private PostgresServer(Path bin, Path folder, int port) {
        this.bin = bin;
        this.folder = folder;
        this.port = port;
    }

    /** Returns the server, started if need be; the test is skipped where PostgreSQL is not installed. */
    public static synchronized PostgresServer get() throws IOException, InterruptedException {
        PostgresServer server = running;
        if (server == null) {
            Path bin = bin();
            assumeTrue(bin != null, "PostgreSQL is not installed: no initdb in " + DEBIAN + " or on the path");
            server = start(Objects.requireNonNull(bin));
            running = server;
        }
        return server;
    }

    /** Returns a server of the test's own, which it may halt; skipped like {@link #get()}. */
    public static PostgresServer another() throws IOException, InterruptedException {
        return start(get().bin);
    }

    @Override
    public void close() {
        stop();
    }

    private static @Nullable Path bin() throws IOException {
        Stream<Path> onPath = Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of);
        Stream<Path> ofDebian = Stream.of();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                ofDebian = versions.sorted(Comparator.reverseOrder()).toList().stream()
                        .map(version -> version.resolve("bin"));
            }
        }
        return Stream.concat(ofDebian, onPath)
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .findFirst()
                .orElse(null);
    }

    private static PostgresServer start(Path bin) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("hera-postgres");
        PostgresServer server = new PostgresServer(bin, folder, FreePorts.any());
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
        if (isRoot()) {
            run(List.of("chown", "postgres", folder.toString()));
        }
        String data = folder.resolve("data").toString();
        server.asUser("initdb", "-D", data, "-U", "hera", "--auth=trust", "--no-sync", "-E", "UTF8");
        server.resume();
        return server;
    }

    /** Starts the server again after {@link #halt()}. */
    public void resume() throws IOException, InterruptedException {
        String options =
                "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200";
        String data = folder.resolve("data").toString();
        String log = folder.resolve("log").toString();
        asUser("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start");
    }

    /** Stops the server at once, as a crash does. */
    public void halt() throws IOException, InterruptedException {
        asUser("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "-w", "stop");
    }

    private void stop() {
        try {
            halt();
        } catch (IOException | InterruptedException | AssertionError e) {
            // It did not run.
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        } catch (IOException e) {
            // The system clears its temporary folder.
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void asUser(String program, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(args));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("hera-postgres", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(new java.io.File("/"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly); // none where it has ended
            process.destroyForcibly();
        }
        String said = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        assertThat(process.exitValue()).as(said).isZero();
    }

    /** Returns the address, as Spawn has it, of an empty database of that name. */
    public String emptyDatabase(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbc("postgres"))) {
            connection.createStatement().execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            connection.createStatement().execute("CREATE DATABASE " + name);
        }
        return "postgresql://hera@127.0.0.1:%d/%s".formatted(port, name);
    }

    /** Opens a connection of the test's own to a database. */
    public Connection connect(String name) throws SQLException {
        return DriverManager.getConnection(jdbc(name));
    }

    private String jdbc(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=hera".formatted(port, database);
    }
}
