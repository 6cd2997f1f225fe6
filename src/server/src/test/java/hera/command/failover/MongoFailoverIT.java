package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same on MongoDB's protocol, spoken by {@code hera failover-store} with its data in a file. */
class MongoFailoverIT extends FailoverIT {
    private static final Pattern URL = Pattern.compile("url=mongodb://127\\.0\\.0\\.1:(\\d+) ");

    private @Nullable HeraProcess server;
    private String port = "0";

    @BeforeEach
    void startServer() {
        HeraProcess started = HeraProcess.in(directory)
                .flags(
                        "failover-store",
                        "-p",
                        port,
                        "--file",
                        directory.resolve("store.h2").toString())
                .start();
        server = started;
        await().until(() -> started.standardOutput().contains("\n"));
        Matcher url = URL.matcher(started.standardOutput());
        assertThat(url.find()).as(started.standardOutput()).isTrue();
        port = url.group(1);
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    String store() {
        return "mongodb://127.0.0.1:" + port + "/test";
    }

    @Test
    void storeThatIsDownEndsTheCommandAndComesBack() throws IOException {
        HeraProcess first = member();
        awaitTerm(1);
        HeraProcess store = Objects.requireNonNull(server);
        store.terminate();
        assertThat(store.awaitExit()).isEqualTo(143);
        await().until(() -> first.standardError().contains("state=error"));
        assertThat(log()).contains("term 1");
        startServer();
        awaitTerm(2);
        assertOneAtATime();
        assertThat(first.standardError()).contains(" connected").containsOnlyOnce("error=");
    }
}
