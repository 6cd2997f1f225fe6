package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two nodes whose wall clocks are an hour apart. The environment variable {@code HERA_FAKETIME_LIBRARY} names
 * libfaketimeMT, which sets the wall clock of one process and leaves its monotonic clock alone; without it this test is
 * skipped.
 */
class ClockSkewIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long HOUR_MILLIS = 3_600_000;

    @TempDir
    Path directory;

    @Test
    void nodesAnHourApartNeitherExpireEarlyNorKeepLonger() {
        @Nullable String library = System.getenv("HERA_FAKETIME_LIBRARY");
        assumeTrue(
                library != null && !library.isBlank(),
                "HERA_FAKETIME_LIBRARY names no libfaketimeMT.so.1: clocks apart are not tested on processes");
        int portOfFast = FreePorts.any();
        int portOfTrue = FreePorts.any();
        String cluster = """
                cluster:
                  fast: {host: 127.0.0.1, port: %d}
                  true: {host: 127.0.0.1, port: %d}
                """.formatted(portOfFast, portOfTrue);
        Map<String, String> anHourAhead = Map.of(
                "LD_PRELOAD", String.valueOf(library),
                "FAKETIME", "+3600s",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "NO_FAKE_STAT", "1",
                // its default turns the JVM's timed waits into busy loops
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
        HeraProcess.Launch launch =
                HeraProcess.in(directory).configuration(cluster).flags("-l", "10", "-n", "true", "-p", "" + portOfTrue);
        HeraProcess.Launch skewed = HeraProcess.in(directory)
                .flags("-l", "10", "-n", "fast", "-p", "" + portOfFast)
                .environment(anHourAhead);
        try (HeraProcess onTime = launch.start();
                HeraProcess ahead = skewed.start()) {
            exchange(onTime.awaitBanner().http(), ahead.awaitBanner().http());
        }
    }

    private static void exchange(NodeClient onTime, NodeClient ahead) {
        long difference = stamp(ahead, "/skew/of-ahead") - stamp(onTime, "/skew/of-true");
        assertThat(difference).as("the library works").isBetween(HOUR_MILLIS - 60_000, HOUR_MILLIS + 60_000);
        await().atMost(SOON)
                .until(() ->
                        onTime.json("/skew").size() == 2 && ahead.json("/skew").size() == 2);
        for (NodeClient node : new NodeClient[] {onTime, ahead}) {
            for (JsonNode meta : node.json("/skew?meta")) {
                assertThat(meta.get("expires_in_ms").asLong()).isBetween(1L, 10_000L);
                assertThat(meta.get("age_ms").asLong()).isBetween(0L, 9_999L);
            }
        }
        await().atMost(SOON)
                .until(() ->
                        onTime.json("/skew").isEmpty() && ahead.json("/skew").isEmpty());
    }

    private static long stamp(NodeClient node, String path) {
        return node.put(path, "{}").headers().firstValueAsLong("Hera-Timestamp").orElseThrow();
    }
}
