package hera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import hera.harness.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages of the documentation beside the code: commands that are shown and not run name what exists, tables have a row
 * for each thing. {@link DocumentsIT} runs the others.
 */
class DocumentsTest {
    private static final Pattern HERA = Pattern.compile("java (?:-[^j]\\S* )*-jar \\S*hera\\.jar(?: ([^#]*))?(?:#.*)?");
    private static final Pattern SUBCOMMAND = Pattern.compile("hera ([a-z][a-z-]*)\\b.*");
    private static final Pattern PROFILE = Pattern.compile("-P ?(\\w+)");
    private static final Pattern MODULE = Pattern.compile("-pl (\\S+)");
    private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test='?([\\w/*]+)(?:#(\\w+))?");
    private static final Pattern PACKAGE = Pattern.compile("^\\| `(hera[a-z.]*)` \\|", Pattern.MULTILINE);
    private static final Pattern COMMAND_ROW = Pattern.compile("^\\| `hera ([a-z-]+)", Pattern.MULTILINE);
    private static final Pattern CLASS = Pattern.compile("`((?:[A-Z][a-z0-9]+){2,})(?:\\.\\w+)?`");
    private static final Path TESTS = Path.of("src/server/src/test/java");
    private static final Path SOURCES = Path.of("src/server/src/main/java");

    @Test
    void readmeIsAFrontDoor() {
        assertThat(Document.readme().text().lines().count()).isLessThanOrEqualTo(150);
    }

    @Test
    void gateRunsTheCommandOfTheReadme() throws IOException {
        assertThat(Document.readme().text()).contains("```sh\nmvn verify\n```");
        assertThat(Files.readString(Path.of(".ci/run"))).contains("\nmvn --batch-mode verify ");
    }

    @Test
    void everyCommandLineOfHeraIsUnderstood() {
        List<String> lines = mentioned(HERA.asMatchPredicate()).toList();
        assertThat(lines).hasSizeGreaterThan(5);
        for (String line : lines) {
            String arguments = results(HERA, line).findFirst().orElseThrow().group(1);
            String[] words =
                    arguments == null ? new String[0] : arguments.strip().split(" +");
            assertThatCode(() -> Hera.commandLine().parseArgs(words)).as(line).doesNotThrowAnyException();
        }
    }

    @Test
    void everyCommandNamedExists() {
        assertThat(mentioned(SUBCOMMAND.asMatchPredicate())
                        .flatMap(line -> results(SUBCOMMAND, line))
                        .map(command -> command.group(1)))
                .hasSizeGreaterThan(8)
                .allMatch(Hera.commandLine().getSubcommands()::containsKey);
    }

    @Test
    void everyCommandHasARow() {
        Set<String> commands = new TreeSet<>(Hera.commandLine().getSubcommands().keySet());
        commands.removeAll(Set.of("registry", "sidecar", "spawn"));
        assertThat(firstGroups(COMMAND_ROW, Document.named("COMMANDS.md"))).isEqualTo(commands);
    }

    @Test
    void everyPackageHasARow() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(firstGroups(PACKAGE, Document.named("ARCHITECTURE.md")))
                    .isEqualTo(files.filter(file -> file.endsWith("package-info.java"))
                            .map(file -> SOURCES.relativize(file.resolveSibling(""))
                                    .toString()
                                    .replace('/', '.'))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void everyClassNamedExists() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            assertThat(Document.all().stream()
                            .flatMap(page -> results(CLASS, page.prose()))
                            .map(name -> name.group(1)))
                    .hasSizeGreaterThan(10)
                    .isSubsetOf(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".java"))
                            .map(name -> name.replace(".java", ""))
                            .toList());
        }
    }

    @Test
    void everyProfileAndModuleNamedExists() throws IOException {
        String poms = Files.readString(Path.of("pom.xml")) + Files.readString(Path.of("src/server/pom.xml"));
        List<String> lines = mavenLines();
        assertThat(lines.stream().flatMap(line -> results(PROFILE, line)))
                .isNotEmpty()
                .allMatch(profile -> poms.contains("<id>" + profile.group(1) + "</id>"));
        assertThat(lines.stream().flatMap(line -> results(MODULE, line)))
                .isNotEmpty()
                .allMatch(module -> poms.contains("<module>" + module.group(1) + "</module>"));
    }

    @Test
    void everyTestNamedExists() {
        List<MatchResult> tests =
                mavenLines().stream().flatMap(line -> results(TEST, line)).toList();
        assertThat(tests).hasSizeGreaterThan(10);
        assertThat(tests.stream().filter(test -> !exists(test)).map(MatchResult::group))
                .isEmpty();
    }

    private static boolean exists(MatchResult test) {
        String named = test.group(1);
        if (named.equals("NONE")) {
            return true;
        }
        if (named.contains("/")) {
            return Files.isDirectory(TESTS.resolve(named.substring(0, named.indexOf("/*"))));
        }
        return sourceOf(named).anyMatch(source -> test.group(2) == null || source.contains(" " + test.group(2) + "("));
    }

    private static Stream<String> sourceOf(String testClass) {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.endsWith(testClass + ".java")).toList().stream()
                    .map(DocumentsTest::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> firstGroups(Pattern pattern, Document page) {
        return results(pattern, page.text()).map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> mavenLines() {
        return mentioned(line -> Arrays.asList(line.split(" ", -1)).contains("mvn"))
                .toList();
    }

    private static Stream<String> mentioned(Predicate<String> kind) {
        return Document.all().stream()
                .flatMap(page -> page.mentioned().stream())
                .filter(kind);
    }

    private static Stream<MatchResult> results(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
