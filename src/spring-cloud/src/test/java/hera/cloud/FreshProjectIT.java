package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.FreshProject;
import hera.cloud.harness.RealNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.web.client.RestClient;

/** New projects outside the repository, made of what the manuals say and nothing else. */
class FreshProjectIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Of the oldest line that the manual names. */
    private static final String OLDEST_BOOT = "4.0.7";

    private static final Path OWN_JAVA = Path.of(System.getProperty("java.home"));

    private final List<Process> running = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void needsMaven() {
        assumeThat(FreshProject.isPossible()).as("this is a build by Maven").isTrue();
    }

    @AfterEach
    void endAll() throws IOException {
        running.forEach(Process::destroyForcibly);
        running.forEach(process -> process.onExit().join());
        FreshProject.unlink(folder);
    }

    private static List<String> blocks(String page, String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("src/docs", page)))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String starter(String name) {
        return "<dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-%s</artifactId></dependency>\n"
                .formatted(name);
    }

    @Test
    void theClientsFirstExampleRuns() throws Exception {
        String example = blocks("CLIENT.md", "java").get(0);
        FreshProject project = FreshProject.of(
                        folder, "", blocks("CLIENT.md", "xml").get(0))
                .source(
                        "mine",
                        "Main",
                        "import hera.client.*;\nimport java.time.Duration;\n"
                                + "public class Main {\n    public static void main(String[] args) {\n" + example
                                + "    }\n}\n");
        String classPath = project.build();
        assertThat(classPath.split(File.pathSeparator, -1))
                .as("the classes and four jars")
                .hasSize(5);
        try (RealNode node = RealNode.start(folder)) {
            node.put("db", "a", "{\"host\":\"db.example\",\"port\":5432}");
            Path out = folder.resolve("main.txt");
            Process main = project.run(OWN_JAVA, classPath, Map.of("HERA_NODE", node.address()), out, "mine.Main");
            running.add(main);
            assertThat(main.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(out)).contains("calling db.example:5432");
            assertThat(main.exitValue()).isZero();
            assertThat(node.list("web")).as("closing has deregistered it").isEqualTo("{}");
        }
    }

    /** With this build's Boot and with the oldest. On the other JDK, if there is one: on this one the tests' run all the time. */
    @ParameterizedTest
    @ValueSource(strings = {"", OLDEST_BOOT})
    void twoApplicationsCallEachOtherByName(String bootVersion) throws Exception {
        String otherHome = System.getenv("HERA_OTHER_JAVA_HOME");
        Path javaHome = otherHome == null || otherHome.isEmpty() ? OWN_JAVA : Path.of(otherHome);
        List<String> classes = blocks("SPRING.md", "java");
        List<String> settings = blocks("SPRING.md", "properties");
        FreshProject project = FreshProject.of(
                        folder,
                        bootVersion.isEmpty() ? SpringBootVersion.getVersion() : bootVersion,
                        blocks("SPRING.md", "xml").get(0) + starter("webmvc") + starter("restclient"))
                .source("shop", "Shop", SpringManualTest.IMPORTS + classes.get(0))
                .source("web", "Web", SpringManualTest.IMPORTS + classes.get(1));
        Path shop = project.file("shop.properties", settings.get(0));
        Path web = project.file("web.properties", settings.get(1));
        String classPath = project.build();
        try (RealNode node = RealNode.start(folder)) {
            start(project, classPath, javaHome, node, "shop.Shop", shop);
            start(project, classPath, javaHome, node, "web.Web", web);
            await().atMost(PATIENCE)
                    .until(() -> node.list("web").contains("\"up\"")
                            && node.list("shop").contains("\"up\""));
            Matcher port = Pattern.compile("\"port\":(\\d+)").matcher(node.list("web"));
            assertThat(port.find()).isTrue();
            RestClient browser = RestClient.create("http://127.0.0.1:" + port.group(1));
            assertThat(browser.get().uri("/").retrieve().body(String.class)).isEqualTo("The price is 42");
        }
    }

    /** With the properties of the manual, but at a free port. */
    private void start(
            FreshProject project, String classPath, Path javaHome, RealNode node, String main, Path properties)
            throws IOException {
        Path out = Files.createTempFile(folder, main, ".txt");
        running.add(project.run(
                javaHome,
                classPath,
                Map.of("HERA_NODE", node.address()),
                out,
                main,
                "--spring.config.location=file:" + properties,
                "--server.port=0"));
    }
}
