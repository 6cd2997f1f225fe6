package hera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Document;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of every page, run in order in a directory of the page's own, and what it prints compared with what is
 * shown. Ports are others than those written, times and ages any. Maven's commands are those that built the jar and run
 * this test.
 */
class DocumentsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MAVEN = "(?m)^mvn (?:-q package -DskipTests|verify)(?: && )?";
    private static final String NODE = "java -jar target/hera.jar ";
    private static final Pattern PORT = Pattern.compile("(?:localhost:|port: |-p )([1-9]\\d{3,4})\\b");

    @TempDir
    Path directory;

    /** A free port for each that is written. */
    private final Map<String, String> ports = new LinkedHashMap<>();

    private final List<HeraProcess> nodes = new ArrayList<>();

    @BeforeEach
    void layOut() throws IOException {
        String configuration = Files.readString(Path.of("hera.yml"));
        assignPorts(configuration);
        Files.writeString(directory.resolve("hera.yml"), toReal(configuration));
        Files.createDirectory(directory.resolve("target"));
        Files.copy(HeraProcess.jar(), directory.resolve("target/hera.jar"));
    }

    @AfterEach
    void stop() {
        nodes.forEach(HeraProcess::close);
    }

    static List<Document> pagesWithCommands() {
        return Document.all().stream()
                .filter(page -> !page.commands().isEmpty())
                .toList();
    }

    @Test
    void pagesWithCommandsAreFound() {
        assertThat(pagesWithCommands())
                .extracting(Document::toString)
                .contains("README.md", "src/docs/API.md")
                .hasSizeGreaterThan(6);
    }

    @ParameterizedTest
    @MethodSource("pagesWithCommands")
    void everyCommandPrintsWhatIsShown(Document page) {
        page.commands().forEach(block -> assignPorts(block.text()));
        page.commands().forEach(this::runAndCompare);
    }

    @Test
    void everyConfigurationIsAccepted() {
        List<String> configurations = Document.all().stream()
                .flatMap(page -> page.configurations().stream())
                .toList();
        assertThat(configurations).isNotEmpty();
        for (String yaml : configurations) {
            HeraProcess check = HeraProcess.in(directory)
                    .configuration(yaml)
                    .flags("--check")
                    .toItsEnd();
            assertThat(check.standardError()).as(yaml).isEmpty();
            assertThat(check.standardOutput()).as(yaml).contains("name: ");
        }
    }

    private void runAndCompare(Document.Commands block) {
        String commands = toReal(block.text())
                .replaceAll(MAVEN, "")
                .replaceAll("\\\\\n *", "")
                .strip();
        if (startsNode(commands)) {
            String[] flags = commands.substring(NODE.length()).split(" +");
            HeraProcess node = HeraProcess.in(directory).flags(flags).node();
            nodes.add(node);
            assertShown(block, node.standardOutput());
        } else if (block.output() == null) {
            assertThat(run(commands)).as(block.text()).isEmpty();
        } else {
            await().atMost(SOON).untilAsserted(() -> assertShown(block, run(commands)));
        }
    }

    /** Whether a command runs until it is stopped. */
    private static boolean startsNode(String commands) {
        return Stream.of("-", "sidecar ", "spawn --config").anyMatch(start -> commands.startsWith(NODE + start))
                && !commands.contains("--check");
    }

    private void assertShown(Document.Commands block, String printed) {
        Document.Output output = block.output();
        if (output == null) {
            return;
        }
        String expected = withoutTimes(output.text());
        String actual = withoutTimes(toWritten(printed));
        if (output.json()) {
            assertThat(NodeClient.parse(actual)).as(block.text()).isEqualTo(NodeClient.parse(expected));
        } else {
            assertThat(actual.strip()).as(block.text()).isEqualTo(expected.strip());
        }
    }

    /** Returns what the commands print on standard output. */
    private String run(String commands) {
        try {
            Path err = Files.createTempFile(directory, "documents", ".err");
            ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", commands)
                    .directory(directory.toFile())
                    .redirectError(err.toFile());
            String java = Path.of(System.getProperty("java.home"), "bin").toString();
            builder.environment().merge("PATH", java, (path, bin) -> bin + ":" + path);
            builder.environment()
                    .put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"); // they start faster
            Process process = builder.start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.onExit().join().exitValue())
                    .as("%s\n%s\n%s", commands, out, Files.readString(err))
                    .isZero();
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assignPorts(String text) {
        PORT.matcher(text).results().forEach(port -> ports.computeIfAbsent(port.group(1), any -> "" + FreePorts.any()));
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

    private static String withoutTimes(String text) {
        return text.replaceAll("\"(timestamp|age_ms|expires_in_ms)\": ?\\d+", "\"$1\": 0")
                .replaceAll("\"etag\": ?\"\\\\\"[^\"]+\\\\\"\"", "\"etag\": \"\"");
    }
}
