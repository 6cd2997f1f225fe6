package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same on MongoDB's protocol, spoken by {@code hera failover-store} with its data in a file. */
class MongoFailoverIT extends NetworkedFailoverIT {
    private static final Pattern URL = Pattern.compile("url=mongodb://127\\.0\\.0\\.1:(\\d+) ");
    private static final AtomicInteger DATABASES = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static HeraProcess server;
    private static int port;
    private static Optional<ShiftedClock> clock;

    private final String database = "test" + DATABASES.incrementAndGet();

    @BeforeAll
    static void startServer() {
        clock = ShiftedClock.ifPossible(folder, "server");
        server = serve(0);
        Matcher url = URL.matcher(server.standardOutput());
        assertThat(url.find()).as(server.standardOutput()).isTrue();
        port = Integer.parseInt(url.group(1));
    }

    private static HeraProcess serve(int at) {
        String file = folder.resolve("store.h2").toString();
        HeraProcess started = HeraProcess.in(folder)
                .flags("failover-store", "-p", "" + at, "--file", file)
                .environment(clock.map(ShiftedClock::environment).orElse(Map.of()))
                .start();
        await().until(() -> started.standardOutput().contains("\n"));
        return started;
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    int port() {
        return port;
    }

    @Override
    String storeAt(int at) {
        return "mongodb://127.0.0.1:" + at + "/" + database;
    }

    @Override
    Optional<ShiftedClock> clockOfTheStore() {
        return clock;
    }

    @Override
    void stopStore() {
        server.terminate();
        assertThat(server.awaitExit()).isEqualTo(143);
    }

    @Override
    void startStore() {
        server = serve(port);
    }
}
