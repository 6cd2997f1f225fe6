package hera.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual threads that use a client, in a process of a JDK that has them: of this one, or of another. */
class VirtualThreadsTest {
    private static final int FIRST_VERSION = 21;
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder = Path.of("");

    private static @Nullable String home() {
        return Runtime.version().feature() >= FIRST_VERSION
                ? System.getProperty("java.home")
                : System.getenv("HERA_OTHER_JAVA_HOME");
    }

    @Test
    void noVirtualThreadIsPinned() throws Exception {
        String home = home();
        assumeThat(home)
                .as("a JDK with virtual threads, here or in HERA_OTHER_JAVA_HOME")
                .isNotNull();
        Path out = folder.resolve("out.txt");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(String.valueOf(home), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PinnedThreadsProbe.class.getName(),
                        folder.resolve("events.jfr").toString()))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process probe = builder.start();
        try {
            assertThat(probe.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            probe.destroyForcibly();
        }
        String said = Files.readString(out);
        assertThat(said).contains("the control was noticed: true").contains("used by 100 threads, pinned: []");
    }
}
