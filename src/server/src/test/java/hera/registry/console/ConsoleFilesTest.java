package hera.registry.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page's files. */
class ConsoleFilesTest {
    private static final Path DIRECTORY = Path.of("src/server/src/main/resources/console");

    @Test
    void everyFileIsServed() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            Set<String> names = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            assertThat(ConsoleController.FILES).isEqualTo(names);
        }
    }

    @Test
    void noFileIsLongerThan300Lines() throws IOException {
        for (String name : ConsoleController.FILES) {
            assertThat(lines(name)).as(name).hasSizeLessThan(300);
        }
    }

    @Test
    void nothingMakesMarkupOfTextOrAsksAnotherHost() throws IOException {
        for (String name : ConsoleController.FILES) {
            assertThat(String.join("\n", lines(name)).replace("http://www.w3.org/2000/svg", ""))
                    .as(name)
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
                    .doesNotContain("http://", "https://");
        }
    }

    private static List<String> lines(String name) throws IOException {
        return Files.readAllLines(DIRECTORY.resolve(name));
    }
}
