package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.Document;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line of Spawn, as far as it starts nothing. */
class SpawnCommandTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z.-]+)` \\| ([^|]+) \\| ([^|]+) \\| [^|]+ \\|$", Pattern.MULTILINE);

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"prot\": 1}; unknown key",
                "{\"limits\": {\"body-seconds\": -1}}; limits.body-seconds: must be between 0 and 3600 seconds, not -1",
                "{\"limits\": {\"client-connections\": 0}}; limits.client-connections: must be between 1 and 1000000",
                "{\"limits\": {\"client-requests\": 0}}; limits.client-requests: must be between 1 and 1000000",
                "{\"port\": 1, \"port\": 2}; port",
                "{\"port\": 70000}; port: must be between 0 and 65535",
                "{\"retry\": {\"attempts\": \"x\"}}; retry.attempts",
                "{\"retry\": {\"on-poison\": \"eat\"}}; on-poison",
                "{\"answer\": {\"timeout-seconds\": 301}}; timeout-seconds",
                "{\"health-check\": {\"regexp\": \"(\"}}; regexp",
                "{\"store\": \"postgresql://u:p@h/d\"}; store: must hold no password",
                "{\"store\": \"postgresql://h\"}; store: must be postgresql://USER@HOST:PORT/DATABASE",
                "{\"security\": {\"tokens\": []}}; security: has no ca",
                "{\"lease-seconds\": 0}; lease-seconds",
                "{\"nodes\": [{\"host\": \"a\"}]}; a node needs host and port",
                "{\"nodes\": [{\"host\": \"a\", \"port\": 1, \"scheme\": \"ftp\"}]}; must be http or https",
                "[]; must be keys",
            })
    void badFileIsOneLineThatNamesThePlace(String text, String expected) throws IOException {
        Path file = folder.resolve("spawn.conf");
        Files.writeString(file, "\n" + text);
        assertThat(run("-t", "--config=" + file)).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("hera: " + file + ":2")
                .contains(expected);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--nodes-from=hera://a", "--nodes-from=http://a:1/b", "--port=-1", "--answer=some", "--store=nowhere"})
    void badFlagIsOneLineThatNamesIt(String flag) {
        assertThat(run("-t", flag)).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("hera: " + flag.replaceFirst("=.*", "") + ": ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --nodes-from-ca=ca.pem | | --nodes-from-ca: needs nodes-from, too
        --nodes-from-token-file=t | | --nodes-from-token-file: needs nodes-from, too
        --nodes-from=hera://localhost:1/shop | --nodes-from-ca=ca.pem | --nodes-from-ca: proves nothing over plain HTTP; say https://localhost:1/shop in nodes-from
        --nodes-from=hera://a:1/shop | --nodes-from-token-file=t | --nodes-from-token-file: would be sent over plain HTTP to a:1; say https://a:1/shop in nodes-from
        --nodes-from=hera://127.1.2.3:1/shop | --nodes-from-token-file=gone | --nodes-from-token-file: gone: no such file
        --nodes-from=https://a:1/shop | --nodes-from-ca=gone | --nodes-from-ca: gone: no such file
        """)
    void whatIsWrongWithAClosedRegistryIsSaidAtTheStart(String one, @Nullable String two, String expected) {
        assertThat(run(Stream.of("-t", one, two).filter(Objects::nonNull).toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("hera: " + expected);
    }

    @Test
    void installedUnitHasTheOptionsThatFollow() throws IOException {
        Path file = folder.resolve("a 100% $HOME.conf");
        Files.writeString(file, "{}");
        assertThat(run("install", "--print", "--config", file.toString(), "--by-priority", "--port=80"))
                .isZero();
        String quoted = "\"--config=" + folder + "/a 100%% $$HOME.conf\"";
        assertThat(out.toString().lines())
                .anyMatch(line -> line.startsWith("ExecStart=")
                        && line.endsWith(" spawn " + quoted + " --port=80 --by-priority=true"));
    }

    @Test
    void installRefusesWhatWouldNotStart() {
        assertThat(run("install", "--print", "--config=" + folder.resolve("none.conf")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no such file");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void tableOfSettingsIsTheDeclaredOne() {
        List<String> rows = ROW.matcher(Document.named("SPAWN.md").text())
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(SpawnKeys.TABLE.markdown().lines().toList());
    }

    private int run(String... arguments) {
        CommandLine line = SpawnCommand.line();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
