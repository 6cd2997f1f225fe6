package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.cloud.harness.Applications;
import hera.cloud.harness.StubNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The manual: its applications are compiled and call each other, its table is that of the metadata for editors. */
class SpringManualTest {
    private static final Path MANUAL = Path.of("src/docs/SPRING.md");
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SETTINGS = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.-]+)` \\| (\\S+) \\| (.*) \\|$");
    static final String IMPORTS = """
            import org.springframework.boot.SpringApplication;
            import org.springframework.boot.autoconfigure.SpringBootApplication;
            import org.springframework.cloud.client.loadbalancer.LoadBalanced;
            import org.springframework.context.annotation.Bean;
            import org.springframework.web.bind.annotation.GetMapping;
            import org.springframework.web.bind.annotation.RestController;
            import org.springframework.web.client.RestClient;
            """;

    @TempDir
    private Path folder = Path.of("");

    /** What the manual says of a closed node. */
    static List<String> settingsOfAClosedNode() throws IOException {
        return blocks(SETTINGS).get(2).lines().toList();
    }

    private static List<String> blocks(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(MANUAL))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void tableIsWhatEditorsAreTold() throws IOException {
        Map<String, List<String>> rows = new TreeMap<>();
        String section = Files.readString(MANUAL)
                .replaceFirst("(?s)^.*\n## Properties\n", "")
                .replaceFirst("(?s)\n## .*$", "");
        ROW.matcher(section).results().forEach(row -> rows.put(row.group(1), List.of(row.group(2), row.group(3))));
        Map<String, List<String>> properties = new TreeMap<>();
        try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(metadata).isNotNull();
            for (JsonNode property : new ObjectMapper().readTree(metadata).get("properties")) {
                JsonNode standard = property.get("defaultValue");
                properties.put(
                        property.get("name").asString().replaceFirst("^hera\\.client\\.", ""),
                        List.of(
                                standard == null ? "–" : standard.asString(),
                                property.get("description").asString()));
            }
        }
        assertThat(rows).isEqualTo(properties).hasSizeGreaterThan(15);
    }

    @Test
    void applicationsOfTheManualCallEachOther() throws Exception {
        List<String> sources = blocks(SNIPPET);
        List<String> settings = blocks(SETTINGS);
        assertThat(sources).hasSize(2);
        assertThat(settings).as("two applications, and a closed node").hasSize(3);
        compile("Shop", sources.get(0));
        compile("Web", sources.get(1));
        try (StubNode node = new StubNode();
                URLClassLoader loader = new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
                ConfigurableApplicationContext shop = run(loader.loadClass("shop.Shop"), settings.get(0), node);
                ConfigurableApplicationContext web = run(loader.loadClass("web.Web"), settings.get(1), node)) {
            await().untilAsserted(() -> assertThat(node.only("shop")).containsEntry("status", "up"));
            assertThat(shop.isActive()).isTrue();
            RestClient browser = RestClient.create("http://127.0.0.1:" + Applications.port(web));
            await().ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(browser.get().uri("/").retrieve().body(String.class))
                                    .isEqualTo("The price is 42"));
        }
    }

    private static ConfigurableApplicationContext run(Class<?> application, String settings, StubNode node) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(application.getClassLoader());
        try {
            List<String> arguments = new ArrayList<>();
            settings.lines().forEach(line -> arguments.add("--" + line));
            arguments.replaceAll(argument -> argument.replaceFirst("^--server.port=\\d+", "--server.port=0"));
            arguments.add("--" + node.property());
            return SpringApplication.run(application, arguments.toArray(String[]::new));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void compile(String name, String source) throws IOException {
        String packageName = name.toLowerCase(Locale.ROOT);
        Path file = Files.createDirectories(folder.resolve(packageName)).resolve(name + ".java");
        Files.writeString(file, "package " + packageName + ";\n" + IMPORTS + source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        List<String> options = List.of("-proc:none", "-parameters", "-d", folder.toString(), "-cp", classPath());
        boolean compiled = compiler.getTask(
                        errors,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
                .call();
        assertThat(compiled).as("%s%n%s", errors, source).isTrue();
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
