package hera.registry;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.access.OpenNode;
import hera.foundation.names.NodeName;
import hera.harness.RunningNode;
import hera.registry.settings.RegistrySettings;
import hera.registry.settings.RegistrySettingsBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that is open says so. */
class OpenNodeTest {
    private static final String WARNING = "Open to anyone who can reach it: read, write, gossip.";

    @TempDir
    private Path folder;

    private static RegistrySettingsBuilder settings() {
        return RegistrySettings.named(new NodeName("test"));
    }

    @Test
    void bannerWarnsBeyondLoopbackUnlessItIsMeant() {
        assertThat(Banner.of(settings().build(), 3222)).contains(WARNING);
        assertThat(Banner.of(settings().bind("0.0.0.0").build(), 3222)).contains(WARNING);
        assertThat(Banner.of(settings().bind("127.0.0.1").build(), 3222)).doesNotContain(WARNING);
        assertThat(Banner.of(settings().bind("::1").build(), 3222)).doesNotContain(WARNING);
        assertThat(Banner.of(settings().security(new OpenNode()).build(), 3222)).doesNotContain(WARNING);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, network, 1", "127.0.0.1, loopback, 0"})
    void healthMetricAndViewSayIt(String bind, String reach, int metric) throws Exception {
        try (RunningNode node = new RunningNode(settings -> settings.bind(bind).security(new OpenNode()))) {
            assertThat(node.get("/actuator/health").body())
                    .contains("\"security\":{\"details\":{\"mode\":\"open\",\"reach\":\"" + reach
                            + "\"},\"status\":\"UP\"}");
            assertThat(node.metric("hera_security_open")).isEqualTo(metric);
            assertThat(node.get("/_cluster").body())
                    .contains("\"security\":{\"mode\":\"open\",\"reach\":\"" + reach + "\"}");
            assertThat(node.get("/actuator/health/readiness").body()).doesNotContain("security");
        }
    }

    private RegistrySettings load(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("hera.yml"), yaml);
        return RegistrySettings.loader("test").load(file, null).settings();
    }

    @Test
    void securityOpenIsSaidInTheFile() throws Exception {
        assertThat(load("security: open").open()).isEqualTo(new OpenNode());
        assertThat(load("").open()).isNull();
    }
}
