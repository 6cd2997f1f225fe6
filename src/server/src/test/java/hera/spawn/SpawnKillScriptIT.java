package hera.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The script of SPAWN.md that kills Spawn under writes, as its readers run it. */
class SpawnKillScriptIT {
    @Test
    void row8NothingAnsweredIsMissingAfterKill9() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "src/docs/examples/spawn-kill").redirectErrorStream(true);
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", java, (path, bin) -> bin + ":" + path);
        String ports =
                Stream.generate(FreePorts::any).limit(5).map(Object::toString).collect(Collectors.joining(" "));
        builder.environment().put("JAR", HeraProcess.jar().toString());
        builder.environment().put("PORTS", ports);
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(printed)
                .contains(
                        "server 1: missing 0, twice 0", "server 2: missing 0, twice 0", "server 3: missing 0, twice 0")
                .contains("all servers have the same writes in the same order");
        assertThat(process.exitValue()).as(printed).isZero();
    }
}
