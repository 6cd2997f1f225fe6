package hera.command.failover;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo in two terminals, with its server in a third, as the manual says. */
@Timeout(180)
class DemoIT {
    private static final Pattern URL = Pattern.compile("url=(mongodb://127\\.0\\.0\\.1:\\d+) ");

    @TempDir
    private Path directory;

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofSeconds(90));
    }

    private HeraProcess demo(String kind, String url) {
        return HeraProcess.in(directory)
                .flags("failover-demo", kind, "--store", url + "/test")
                .environment(Map.of("DEBUG", "failover:client"))
                .start();
    }

    private static boolean tells(HeraProcess demo, String change) {
        return demo.standardOutput().contains("cluster state change " + change + "...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unmanaged", "managed"})
    void otherTerminalTakesOverFromOneThatIsKilled(String kind) {
        try (HeraProcess server =
                HeraProcess.in(directory).flags("failover-store", "-p", "0").start()) {
            await().until(() -> server.standardOutput().contains("\n"));
            Matcher url = URL.matcher(server.standardOutput());
            assertThat(url.find()).as(server.standardOutput()).isTrue();
            try (HeraProcess first = demo(kind, url.group(1))) {
                await().until(() -> tells(first, "ticking => master"));
                try (HeraProcess second = demo(kind, url.group(1))) {
                    await().until(() -> tells(second, "init => slave"));
                    first.kill();
                    await().until(() -> tells(second, "slave => ticking"));
                    await().until(() -> tells(second, "ticking => master"));
                }
            }
        }
    }
}
