package hera.sidecar.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the ring's page. */
class RingConsoleFilesTest {
    private static final Path RESOURCES = Path.of("src/server/src/main/resources");
    private static final Path OWN = RESOURCES.resolve("ring-console");
    private static final Pattern NAMED = Pattern.compile("(?:href|src)=\"([a-z.]+)\"|from '\\./([a-z.]+)'");

    @Test
    void everyFileOfItsOwnIsServed() throws IOException {
        try (Stream<Path> files = Files.list(OWN)) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .isEqualTo(RingConsoleController.OWN);
        }
    }

    @Test
    void everythingThatThePageNamesIsServed() throws IOException {
        int found = 0;
        for (Path file : files()) {
            Matcher named = NAMED.matcher(Files.readString(file));
            while (named.find()) {
                found++;
                String name = named.group(1) == null ? named.group(2) : named.group(1);
                assertThat(RingConsoleController.OWN.contains(name) || RingConsoleController.SHARED.contains(name))
                        .as(name)
                        .isTrue();
            }
        }
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void nothingMakesMarkupOfTextOrAsksAnotherHost() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file).replace("http://www.w3.org/2000/svg", ""))
                    .as(file.toString())
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
                    .doesNotContain("http://", "https://")
                    .doesNotContainPattern("<style|<script>|\\sstyle=|\\son[a-z]+=\"");
        }
    }

    private static Set<Path> files() {
        return Stream.concat(
                        RingConsoleController.OWN.stream().map(OWN::resolve),
                        RingConsoleController.SHARED.stream().map(RESOURCES.resolve("console")::resolve))
                .filter(file -> !file.toString().endsWith(".svg"))
                .collect(Collectors.toSet());
    }
}
