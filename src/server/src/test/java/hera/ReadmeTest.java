package hera;

import static org.assertj.core.api.Assertions.assertThat;

import hera.registry.settings.RegistryKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's table of settings is what the code has. */
class ReadmeTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$", Pattern.MULTILINE);

    @Test
    void tableOfSettingsIsTheDeclaredOne() throws IOException {
        List<String> rows = ROW.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(RegistryKeys.TABLE.markdown().lines().toList());
    }

    @Test
    void gateRunsTheCommandOfTheReadme() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains("```sh\nmvn verify\n```");
        assertThat(Files.readString(Path.of(".ci/run"))).contains("\nmvn --batch-mode verify ");
    }
}
