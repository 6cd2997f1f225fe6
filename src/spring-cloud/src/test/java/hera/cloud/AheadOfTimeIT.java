package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import hera.cloud.harness.RealNode;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that Spring has processed ahead of time, as {@code process-aot} does. */
class AheadOfTimeIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void processedApplicationReadsTheRegistry() throws Exception {
        Path sources = folder.resolve("sources");
        Path classes = folder.resolve("classes");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String application = AheadOfTimeApplication.class.getName();
        List<String> settings = List.of(
                "spring.main.web-application-type=none",
                "spring.application.name=web",
                // Spring Cloud's own rule: its refresh cannot be processed ahead of time.
                "spring.cloud.refresh.enabled=false",
                "hera.client.registration.metadata.zone=eu",
                "hera.client.first-read=20s");
        String processed = java(
                settings,
                "-cp",
                classPath,
                "org.springframework.boot.SpringApplicationAotProcessor",
                application,
                sources.toString(),
                folder.resolve("resources").toString(),
                classes.toString(),
                "hera",
                "test");
        assertThat(Files.exists(sources)).as(processed).isTrue();
        compile(sources, classes, classPath);
        try (RealNode node = RealNode.start(folder)) {
            node.put("db", "a", "{\"host\":\"db.example\",\"port\":5432}");
            List<String> running = new ArrayList<>(settings);
            running.add(node.property());
            running.add("spring.aot.enabled=true");
            assertThat(java(running, "-cp", classes + File.pathSeparator + classPath, application))
                    .contains("Starting AOT-processed", "instances: 1 service: web metadata: {zone=eu}");
        }
    }

    private String java(List<String> properties, String... line) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        properties.forEach(property -> command.add("-D" + property));
        command.add("-Dlogging.level.root=info");
        command.addAll(List.of(line));
        Path out = Files.createTempFile(folder, "out", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        int code = process.onExit().join().exitValue();
        String text = Files.readString(out);
        assertThat(code).as(text).isZero();
        return text;
    }

    private static void compile(Path sources, Path classes, String classPath) throws IOException {
        Files.createDirectories(classes);
        try (Stream<Path> files = Files.walk(sources)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter errors = new StringWriter();
            boolean compiled = compiler.getTask(
                            errors,
                            null,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-nowarn",
                                    "-d",
                                    classes.toString(),
                                    "-cp",
                                    classes + File.pathSeparator + classPath),
                            null,
                            compiler.getStandardFileManager(null, null, null).getJavaFileObjectsFromPaths(found))
                    .call();
            assertThat(compiled).as(errors.toString()).isTrue();
        }
    }
}
