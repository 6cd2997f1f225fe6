package hera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.ProxyServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The unit for systemd, as systemd itself judges it. */
class ServiceUnitTest {
    private static final Path UNIT = Path.of("src/deploy/hera.service");
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for hera.service: ([0-9.]+)");

    @Test
    void systemdFindsNoFaultAndLittleExposure() throws Exception {
        assertThat(analyze("verify", UNIT.toString())).doesNotContain("hera.service:", "Unknown");
        Matcher exposure = EXPOSURE.matcher(analyze("security", "--offline=true", UNIT.toString()));
        assertThat(exposure.find()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(2.0);
    }

    private static String analyze(String... arguments) throws Exception {
        Path program = ProxyServer.installed("systemd-analyze").orElse(null);
        assumeTrue(program != null, "no systemd-analyze: the unit is not verified");
        List<String> line = new ArrayList<>(List.of(String.valueOf(program)));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    void theUnitHasWhatItPromises() throws IOException {
        assertThat(Files.readString(UNIT))
                .contains("\nDynamicUser=yes\n", "\nProtectSystem=strict\n", "\nSystemCallFilter=@system-service\n")
                .contains(
                        "\nLoadCredential=tokens.yml:", "\nMemoryDenyWriteExecute=no\n", "-XX:+ExitOnOutOfMemoryError");
    }
}
