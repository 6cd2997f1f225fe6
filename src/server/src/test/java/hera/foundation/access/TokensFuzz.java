package hera.foundation.access;

import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.SettingsException;
import hera.fuzz.Fuzzing;
import java.nio.file.Path;

/** Target of fuzzing: the file of the tokens. What is refused names a place; no secret is a token of an empty file. */
public final class TokensFuzz {
    private static final Path FILE = Path.of("tokens.yml");

    private TokensFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Tokens tokens = Tokens.parse(ConfigFile.parse(FILE, Fuzzing.text(input)));
            Fuzzing.check(
                    tokens.find("hera_" + "x".repeat(43), 0) instanceof Tokens.Found.Unknown,
                    "a token whose hash nobody knows is none");
        } catch (SettingsException e) {
            Fuzzing.check(String.valueOf(e.getMessage()).contains("tokens.yml"), "a refusal names the file: " + e);
        }
    }
}
