package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import hera.harness.ReadmeBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command in the README, in order, and compares what it prints with what is shown. Ports are others than those
 * written, times and ages any. Maven's commands are those that built the jar and run this test.
 */
class ReadmeIT {
    private static final Path README = Path.of("README.md");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MAVEN = "mvn (?:-q package -DskipTests|verify)(?: && )?";
    private static final String NODE = "java -jar target/hera.jar ";

    @TempDir
    Path directory;

    private final Map<String, String> ports = new LinkedHashMap<>();
    private final List<HeraProcess> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(HeraProcess::close);
    }

    @Test
    void everyCommandPrintsWhatIsShown() throws IOException {
        ports.put("8080", "" + FreePorts.any());
        ports.put("8081", "" + FreePorts.any());
        Files.writeString(directory.resolve("hera.yml"), toReal(Files.readString(Path.of("hera.yml"))));
        Files.createDirectory(directory.resolve("target"));
        Files.copy(HeraProcess.jar(), directory.resolve("target/hera.jar"));
        List<ReadmeBlock> blocks = ReadmeBlock.of(README);
        assertThat(blocks).hasSizeGreaterThan(15);
        for (ReadmeBlock block : blocks) {
            String commands =
                    toReal(block.commands()).replaceAll("(?m)^" + MAVEN, "").strip();
            if (commands.startsWith(NODE + "-") && !commands.contains("--check")) {
                String[] flags = commands.substring(NODE.length()).split(" +");
                HeraProcess node = HeraProcess.in(directory).flags(flags).node();
                nodes.add(node);
                assertShown(block, node.standardOutput());
            } else if (block.shown() == null) {
                assertThat(run(commands)).as(block.commands()).isEmpty();
            } else {
                await().atMost(SOON).untilAsserted(() -> assertShown(block, run(commands)));
            }
        }
    }

    private void assertShown(ReadmeBlock block, String printed) {
        if (block.shown() == null) {
            return;
        }
        String expected = anyTime(block.shown());
        String actual = anyTime(toWritten(printed));
        if (block.shownIsJson()) {
            assertThat(NodeClient.parse(actual)).as(block.commands()).isEqualTo(NodeClient.parse(expected));
        } else {
            assertThat(actual.strip()).as(block.commands()).isEqualTo(expected.strip());
        }
    }

    /** What the commands print on standard output. */
    private String run(String commands) throws IOException {
        Path err = Files.createTempFile(directory, "readme", ".err");
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", commands)
                .directory(directory.toFile())
                .redirectError(err.toFile());
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", java, (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue())
                .as(() -> commands + "\n" + out + "\n" + read(err))
                .isZero();
        return out;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String toReal(String text) {
        String real = text;
        for (Map.Entry<String, String> port : ports.entrySet()) {
            real = real.replaceAll("\\b" + port.getKey() + "\\b", port.getValue());
        }
        return real;
    }

    private String toWritten(String text) {
        String written = text;
        for (Map.Entry<String, String> port : ports.entrySet()) {
            written = written.replaceAll("\\b" + port.getValue() + "\\b", port.getKey());
        }
        return written;
    }

    private static String anyTime(String text) {
        return text.replaceAll("\"(timestamp|age_ms|expires_in_ms)\": ?\\d+", "\"$1\": 0");
    }
}
