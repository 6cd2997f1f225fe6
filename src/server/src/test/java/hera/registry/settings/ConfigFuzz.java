package hera.registry.settings;

import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.SettingsException;
import hera.fuzz.Fuzzing;
import java.nio.file.Path;

/** Target of fuzzing: {@code hera.yml} as text. What is refused names the file. */
public final class ConfigFuzz {
    private static final Path FILE = Path.of("hera.yml");

    private ConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            ConfigFile.parse(FILE, Fuzzing.text(input));
        } catch (SettingsException e) {
            Fuzzing.check(String.valueOf(e.getMessage()).contains("hera.yml"), "a refusal names the file: " + e);
        }
    }
}
