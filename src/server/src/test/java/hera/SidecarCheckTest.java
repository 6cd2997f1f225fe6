package hera;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.FreePorts;
import hera.harness.RunningNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code hera sidecar --check} says of those that a sidecar needs: its backend, its registry, its members. */
class SidecarCheckTest {
    @AutoClose
    private final RunningNode registry = new RunningNode();

    private final int listening = registry.application().port();
    private final int closed = FreePorts.any();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void whoAnswersIsSaidLineByLine() throws IOException {
        int code = check(
                "--backend.url=http://127.0.0.1:" + listening + "/",
                "--discovery.hera=127.0.0.1:" + listening + "/shop",
                "--discovery.json.file=" + hosts("127.0.0.1:" + listening));
        assertThat(out.toString())
                .contains("discovery.hera: 127.0.0.1:" + listening + "/shop\n")
                .contains("# backend 127.0.0.1:" + listening + ": takes connections\n")
                .contains("# registry 127.0.0.1:" + listening + ": takes connections\n")
                .contains("# member 127.0.0.1:" + listening + ": takes connections\n");
        assertThat(code).isZero();
    }

    @Test
    void whoDoesNotAnswerMakesItFail() throws IOException {
        int code = check(
                "--backend.url=http://127.0.0.1:" + closed + "/",
                "--discovery.hera=127.0.0.1:" + listening + ",no.such.invalid:1/shop",
                "--discovery.json.file=" + hosts("127.0.0.1:" + closed));
        assertThat(out.toString())
                .contains("# backend 127.0.0.1:" + closed + ": does not answer (Connection refused)\n")
                .contains("# registry 127.0.0.1:" + listening + ": takes connections\n")
                .contains("# registry no.such.invalid:1: unknown host\n")
                .contains("# member 127.0.0.1:" + closed + ": does not answer (Connection refused)\n");
        assertThat(code).isEqualTo(1);
    }

    private String hosts(String address) throws IOException {
        return Files.writeString(directory.resolve("hosts.json"), "[\"" + address + "\"]")
                .toString();
    }

    private int check(String... flags) {
        List<String> line = new ArrayList<>(List.of("sidecar", "--check"));
        line.addAll(List.of(flags));
        int code = Hera.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.toArray(String[]::new));
        assertThat(err.toString()).isEmpty();
        return code;
    }
}
