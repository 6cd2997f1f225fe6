package hera;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.Document;
import hera.registry.settings.RegistryKeys;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of settings in {@code SETTINGS.md} and the settings that the code declares. */
class SettingsTableTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z-]+)` \\| ([^|]+) \\| ([^|]+) \\| [^|]+ \\|$", Pattern.MULTILINE);

    @Test
    void tableOfSettingsIsTheDeclaredOne() {
        List<String> rows = ROW.matcher(Document.named("SETTINGS.md").text())
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(RegistryKeys.TABLE.markdown().lines().toList());
    }
}
