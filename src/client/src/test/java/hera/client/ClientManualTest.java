package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.http.SmallNode;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles and runs every piece of Java in the manual and in the package's documentation. */
class ClientManualTest {
    private static final Path MANUAL = Path.of("src/docs/CLIENT.md");
    private static final Path PACKAGE = Path.of("src/client/src/main/java/hera/client/package-info.java");

    private static final Path AUTHORITY = Path.of("src/client/src/test/resources/ca.pem");

    @TempDir
    private Path folder = Path.of("");

    static Stream<String> manual() throws IOException {
        return snippets(Files.readString(MANUAL), "```java\n(.*?)```");
    }

    static Stream<String> packageDocumentation() throws IOException {
        return snippets(Files.readString(PACKAGE).replaceAll("(?m)^ \\* ?", ""), "<pre>\\{@code\n(.*?)}</pre>");
    }

    private static Stream<String> snippets(String text, String pattern) {
        List<String> found = Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(found).isNotEmpty();
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource({"manual", "packageDocumentation"})
    void snippetCompilesAndRuns(String snippet) throws Exception {
        try (SmallNode node = new SmallNode();
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            node.put("db", "db-1", "{\"host\":\"10.0.0.9\",\"port\":5432}");
            Files.writeString(folder.resolve("program"), "a-token\n");
            compile(snippet.replace(
                            "HeraClient.create()",
                            "HeraClient.builder().node(\"127.0.0.1:%d\").build()".formatted(node.port()))
                    .replace("security/ca.pem", AUTHORITY.toString())
                    .replace("security/tokens", folder.toString()));
            try (HeraClient hera =
                    HeraClient.builder().node("127.0.0.1:" + node.port()).build()) {
                Method run = loader.loadClass("Snippet").getMethod("run", HeraClient.class);
                run.invoke(null, hera);
            }
        }
    }

    private void compile(String snippet) throws IOException {
        boolean ownClient = snippet.contains("HeraClient hera =");
        Path source = folder.resolve("Snippet.java");
        Files.writeString(
                source,
                "import hera.client.*;\nimport java.nio.file.*;\nimport java.time.Duration;\nimport java.util.*;\n"
                        + "public class Snippet {\n    public static void run(HeraClient "
                        + (ownClient ? "unused" : "hera")
                        + ") throws Exception {\n" + snippet + "\n    }\n}\n");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        boolean compiled = compiler.getTask(
                        errors,
                        null,
                        null,
                        List.of("-Xlint:all,-try,-processing", "-Werror", "-proc:none", "-d", folder.toString()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        assertThat(compiled).as("%s%n%s", errors, snippet).isTrue();
    }

    @Test
    void manualNamesEverySetting() throws IOException {
        String manual = Files.readString(MANUAL);
        Stream.of(HeraClient.Builder.class.getMethods())
                .filter(method -> method.getReturnType() == HeraClient.Builder.class)
                .forEach(method -> assertThat(manual).contains("`" + method.getName() + "("));
    }
}
