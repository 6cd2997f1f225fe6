package hera;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.Document;
import hera.registry.settings.RegistryKeys;
import hera.sidecar.settings.SidecarKeys;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of settings in {@code SETTINGS.md} and the settings that the code declares. */
class SettingsTableTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z.-]+)` \\| ([^|]+) \\| ([^|]+) \\| [^|]+ \\|$", Pattern.MULTILINE);

    @Test
    void tableOfSettingsIsTheDeclaredOne() {
        assertThat(rows("SETTINGS.md"))
                .containsExactlyElementsOf(RegistryKeys.TABLE.markdown().lines().toList());
    }

    @Test
    void tableOfASidecarsSettingsIsTheDeclaredOne() {
        assertThat(rows("SIDECAR.md"))
                .containsExactlyElementsOf(SidecarKeys.TABLE.markdown().lines().toList());
    }

    private static List<String> rows(String page) {
        return ROW.matcher(Document.named(page).text())
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
