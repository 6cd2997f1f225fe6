package hera.command.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredNodesTest {
    @TempDir
    private Path home;

    private final List<String> notes = new ArrayList<>();

    private List<String> nodes(String yaml) throws IOException {
        Path file = Files.writeString(home.resolve("hera.yml"), yaml);
        return ConfiguredNodes.read(file, notes::add).stream()
                .map(node -> node.node() + " " + node.hostsText())
                .toList();
    }

    @Test
    void nodesAreThoseOfTheClusterAndTheOneWhoseFileItIs() throws IOException {
        assertThat(nodes("name: c\ncluster:\n  a: {host: A.example, port: 1}\n  b: {host: '::1', port: 2}\n"))
                .containsExactly(
                        "a a.example, localhost, 127.0.0.1", "b ::1, localhost, 127.0.0.1", "c localhost, 127.0.0.1");
        assertThat(nodes("name: a\ncluster:\n  a: {host: localhost, port: 1}\n"))
                .containsExactly("a localhost, 127.0.0.1");
        assertThat(nodes("port: 1\n")).isEmpty();
        assertThat(ConfiguredNodes.read(home.resolve("absent.yml"), notes::add)).isEmpty();
        assertThat(notes).isEmpty();
    }

    @Test
    void hostThatNoCertificateCanNameIsLeftOutAndTold() throws IOException {
        assertThat(nodes("cluster:\n  a: {host: my_host, port: 1}\n")).containsExactly("a localhost, 127.0.0.1");
        assertThat(notes).singleElement().asString().contains("hera.yml:2: cluster.a.host: ", "'my_host'", "verify");
    }
}
