package hera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The patches of the mutants fit the code; {@code src/test/mutants/run} checks in minutes that each is caught. */
class MutantPatchesTest {
    /** A patch of the server names files from its module on, one of a library from the top on. */
    @ParameterizedTest
    @CsvSource({
        "src/server/src/test/mutants, src/server",
        "src/failover/src/test/mutants, .",
        "src/client/src/test/mutants, ."
    })
    void everyMutantAppliesToTheCode(Path mutants, Path base) throws IOException {
        List<String> stale = new ArrayList<>();
        int patches = 0;
        try (Stream<Path> files = Files.list(mutants)) {
            for (Path patch : files.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .toList()) {
                patches++;
                staleHunks(Files.readAllLines(patch), base)
                        .forEach(hunk -> stale.add(patch.getFileName() + ": " + hunk));
            }
        }
        assertThat(patches).isGreaterThan(50);
        assertThat(stale).isEmpty();
    }

    @Test
    void hunkOfOtherCodeIsStale() throws IOException {
        List<String> patch = List.of(
                "Bug: none.", "", "--- a/pom.xml", "+++ b/pom.xml", "@@ -1,2 +1,2 @@", " <?xml", "-no such line", "+x");
        assertThat(staleHunks(patch, Path.of("."))).containsExactly("pom.xml @@ -1,2 +1,2 @@");
    }

    /** Returns the hunks whose context and removed lines are not a block of their file. */
    private static List<String> staleHunks(List<String> patch, Path base) throws IOException {
        List<String> stale = new ArrayList<>();
        String file = "";
        for (int i = 0; i < patch.size(); i++) {
            String line = patch.get(i);
            if (line.startsWith("+++ b/")) {
                file = line.substring("+++ b/".length());
            } else if (line.startsWith("@@ ")) {
                String old = oldLines(patch.subList(i + 1, patch.size()));
                if (!Files.readString(base.resolve(file)).contains(old)) {
                    stale.add(file + " " + line);
                }
            }
        }
        return stale;
    }

    private static String oldLines(List<String> hunk) {
        StringBuilder old = new StringBuilder();
        for (String line : hunk) {
            if (line.startsWith("@@ ") || line.startsWith("--- a/")) {
                break;
            }
            if (!line.startsWith("+")) {
                old.append(line.isEmpty() ? line : line.substring(1)).append('\n');
            }
        }
        return old.toString();
    }
}
