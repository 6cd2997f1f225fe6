package hera.foundation.tls;

import hera.fuzz.Fuzzing;
import java.nio.file.Path;

/** Target of fuzzing: a PEM file, for its certificates and for its key. What is refused names the file. */
public final class PemFuzz {
    private static final Path FILE = Path.of("node.pem");

    private PemFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        PemFile file = new PemFile(FILE, input);
        try {
            Fuzzing.check(!PemFiles.certificates(file).isEmpty(), "a file without certificates is refused");
        } catch (PemFileException e) {
            Fuzzing.check(String.valueOf(e.getMessage()).contains("node.pem"), "a refusal names the file: " + e);
        }
        try {
            Fuzzing.check(PemFiles.key(file).getAlgorithm() != null, "a key has an algorithm");
        } catch (PemFileException e) {
            Fuzzing.check(String.valueOf(e.getMessage()).contains("node.pem"), "a refusal names the file: " + e);
        }
    }
}
