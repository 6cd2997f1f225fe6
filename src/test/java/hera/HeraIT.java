package hera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeraIT {
    @TempDir
    private Path directory;

    @Test
    void aNodeSaysWhereItIsAndEndsWhenItIsTold() throws Exception {
        Files.writeString(directory.resolve("hera.yml"), "name: from-default-file\nport: 0\n");
        Files.writeString(
                directory.resolve("application.properties"), "server.port=1\nserver.servlet.context-path=/x\n");
        try (NodeProcess node = NodeProcess.run(directory)) {
            int port = node.awaitPort();
            assertThat(node.out()).hasSizeBetween(2, 3).first().asString().contains("from-default-file", "" + port);
            node.terminate();
            assertThat(node.awaitExit()).isIn(0, 143);
            assertThat(node.err()).isEmpty();
        }
    }

    @Test
    void checkSeesANodeThatRuns() throws Exception {
        try (NodeProcess node = NodeProcess.run(directory, "-p", "0", "-n", "a")) {
            String address = "localhost:" + node.awaitPort();
            try (NodeProcess check = NodeProcess.run(directory, "--check", "--neighbour", address)) {
                assertThat(check.awaitExit()).isZero();
            }
        }
    }

    @Test
    void aPortInUseIsOneLineOnStandardError() throws Exception {
        try (NodeProcess node = NodeProcess.run(directory, "-p", "0", "-n", "a")) {
            String port = String.valueOf(node.awaitPort());
            assertThat(errorOf(1, "-p", port, "-n", "b"))
                    .isEqualToNormalizingNewlines("hera: --port: " + port + " is in use\n");
        }
    }

    @Test
    void whatIsWrongInTheDefaultFileIsOneLineOnStandardError() throws Exception {
        Files.writeString(directory.resolve("hera.yml"), "port: 0\nport: 1\n");
        assertThat(errorOf(1))
                .isEqualToNormalizingNewlines("hera: hera.yml:2: port: stands here for the second time\n");
    }

    @Test
    void anUnknownFlagIsOneLineOnStandardError() throws Exception {
        assertThat(errorOf(2, "--prot=1")).hasLineCount(1).contains("--prot");
    }

    private String errorOf(int exitCode, String... arguments) throws IOException, InterruptedException {
        try (NodeProcess command = NodeProcess.run(directory, arguments)) {
            assertThat(command.awaitExit()).isEqualTo(exitCode);
            return command.err();
        }
    }
}
