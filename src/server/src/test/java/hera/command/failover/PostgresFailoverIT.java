package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.FreePorts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The same on a real PostgreSQL in a folder and on a port of its own; skipped where Debian's is not installed. */
class PostgresFailoverIT extends NetworkedFailoverIT {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static Path bin = DEBIAN;
    private static Path folder = DEBIAN;
    private static int port;
    private static Optional<ShiftedClock> clock = Optional.empty();
    private String database = "";

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        List<Path> versions = List.of();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> found = Files.list(DEBIAN)) {
                versions = found.map(version -> version.resolve("bin"))
                        .filter(place -> Files.isExecutable(place.resolve("initdb")))
                        .sorted(Comparator.reverseOrder())
                        .toList();
            }
        }
        assumeTrue(!versions.isEmpty(), "PostgreSQL is not installed: no initdb below " + DEBIAN);
        bin = versions.get(0);
        folder = Files.createTempDirectory("hera-postgres");
        port = FreePorts.any();
        clock = ShiftedClock.ifPossible(folder, "server");
        if (ROOT) {
            run(List.of("chown", "-R", "postgres", folder.toString()));
        }
        asUser("initdb", "-D", data(), "-U", "hera", "--auth=trust", "--no-sync", "-E", "UTF8");
        serve();
    }

    private static String data() {
        return folder.resolve("data").toString();
    }

    private static void serve() throws IOException, InterruptedException {
        String options = "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1 -c fsync=off";
        asUser("pg_ctl", "-D", data(), "-l", folder.resolve("log").toString(), "-w", "-o", options, "start");
    }

    private static void crash() throws IOException, InterruptedException {
        asUser("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    }

    @BeforeEach
    void createDatabase() throws IOException, InterruptedException {
        database = "failover" + DATABASES.incrementAndGet();
        asUser("createdb", "-h", "127.0.0.1", "-p", "" + port, "-U", "hera", database);
    }

    @AfterAll
    static void stopServer() throws IOException, InterruptedException {
        if (port == 0) {
            return;
        }
        crash();
        run(List.of("rm", "-rf", folder.toString()));
    }

    private static void asUser(String program, String... args) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(ROOT ? List.of("runuser", "-u", "postgres", "--") : List.of());
        line.add(bin.resolve(program).toString());
        line.addAll(List.of(args));
        run(line);
    }

    private static void run(List<String> line) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        clock.ifPresent(shifted -> builder.environment().putAll(shifted.environment()));
        Process process = builder.start();
        assertThat(process.waitFor()).as(line.toString()).isZero();
    }

    @Override
    void stopStore() throws IOException, InterruptedException {
        crash();
    }

    @Override
    void startStore() throws IOException, InterruptedException {
        serve();
    }

    @Override
    int port() {
        return port;
    }

    @Override
    String storeAt(int at) {
        return "jdbc:postgresql://127.0.0.1:" + at + "/" + database + "?user=hera";
    }

    @Override
    Optional<ShiftedClock> clockOfTheStore() {
        return clock;
    }
}
