package hera.sidecar.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.http.HostPort;
import hera.harness.ManualTimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFileSourceTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("hosts.json");
    }

    @Test
    void exampleOfTheOriginalIsReadUnchanged() throws IOException {
        assertThat(MemberSource.jsonFile(Path.of("src/docs/examples/hosts.json"))
                        .read())
                .extracting(HostPort::toString)
                .containsExactly("127.0.0.1:5000", "127.0.0.1:5001", "127.0.0.1:5002");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {}            | must be an array of addresses, such as ["10.0.0.1:5000"]
        [1]           | entry 1 must be a text such as "10.0.0.1:5000"
        ["a:1","b"]   | entry 2 must be HOST:PORT, not b
        ["a:1"        | is no JSON
        ["a:1"] []    | there is something behind the array
        """)
    void errorNamesTheFileAndTheEntry(String json, String error) throws IOException {
        Files.writeString(file, json);
        assertThatThrownBy(() -> MemberSource.jsonFile(file).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hosts.json")
                .hasMessageContaining(error);
    }

    @Test
    void changeIsSeenAndWhatCannotBeReadChangesNothing() throws IOException {
        ManualTimer timer = new ManualTimer();
        List<String> found = new ArrayList<>();
        Files.writeString(file, "[\"a:1\"]");
        SourceWatch watch =
                new SourceWatch(List.of(MemberSource.jsonFile(file)), timer, address -> found.add(address.toString()));
        watch.start();
        timer.advance(Duration.ofSeconds(1));
        assertThat(found).containsExactly("a:1");
        Files.writeString(file, "[\"a:1\"");
        timer.advance(Duration.ofSeconds(1));
        Files.delete(file);
        timer.advance(Duration.ofSeconds(1));
        assertThat(found).doesNotContain("b:2");
        Files.writeString(file, "[\"b:2\"]");
        timer.advance(Duration.ofSeconds(1));
        assertThat(found).endsWith("b:2");
        watch.stop();
        timer.advance(Duration.ofSeconds(10));
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void everyAddressOfANameIsAMembers() throws IOException {
        assertThat(MemberSource.dns("localhost", 5000).read()).contains(new HostPort("127.0.0.1", 5000));
        assertThatThrownBy(() -> MemberSource.dns("no.such.host.invalid", 1).read())
                .isInstanceOf(IOException.class)
                .hasMessage("no address of no.such.host.invalid is known");
    }
}
