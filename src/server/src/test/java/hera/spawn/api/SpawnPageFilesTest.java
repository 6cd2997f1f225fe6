package hera.spawn.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of Spawn's page; those that it shares are tested with the registry's. */
class SpawnPageFilesTest {
    private static final Path DIRECTORY = Path.of("src/server/src/main/resources/spawn-console");

    @Test
    void everyFileIsServed() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            Set<String> names = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            assertThat(ConsolePage.OWN).isEqualTo(names);
        }
    }

    @Test
    void noFileIsLongerThan300Lines() throws IOException {
        for (String name : ConsolePage.OWN) {
            assertThat(lines(name)).as(name).hasSizeLessThan(300);
        }
    }

    @Test
    void nothingMakesMarkupOfTextOrAsksAnotherHost() throws IOException {
        for (String name : ConsolePage.OWN) {
            assertThat(String.join("\n", lines(name)))
                    .as(name)
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
                    .doesNotContain("http://", "https://");
        }
    }

    @Test
    void pageHasNoStyleNoScriptAndNoHandlerInIt() throws IOException {
        assertThat(String.join("\n", lines("index.html")))
                .doesNotContainPattern("<style|<script>|<script [^>]*>[^<]|\\sstyle=|\\son[a-z]+=|javascript:|//");
    }

    private static List<String> lines(String name) throws IOException {
        return Files.readAllLines(DIRECTORY.resolve(name));
    }
}
