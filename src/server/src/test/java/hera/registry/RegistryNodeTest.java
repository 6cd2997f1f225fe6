package hera.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hera.foundation.names.NodeName;
import hera.foundation.settings.InvalidSettingException;
import hera.harness.RunningNode;
import hera.registry.settings.Environment;
import hera.registry.settings.RegistrySettings;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryNodeTest {
    @AutoClose
    private final RunningNode node = new RunningNode();

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void healthIsUp(String path) throws Exception {
        assertThat(node.get(path).body()).contains("\"status\":\"UP\"");
    }

    @Test
    void readinessDependsOnGossip() throws Exception {
        assertThat(node.get("/actuator/health/readiness").body()).contains("\"gossip\":{");
    }

    @Test
    void infoNamesTheNode() throws Exception {
        assertThat(node.get("/actuator/info").body()).contains("\"name\":\"test\"", "\"version\":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "beans", "heapdump", "shutdown", "metrics", "configprops", "loggers", "threaddump"})
    void nothingElseOfTheActuatorIsExposed(String endpoint) throws Exception {
        assertThat(node.get("/actuator/" + endpoint).statusCode()).isEqualTo(404);
    }

    @Test
    void portsInUseNameTheEnvironmentThatChoseThem() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            RegistrySettings settings = RegistrySettings.named(new NodeName("test"))
                    .environment(new Environment("staging"))
                    .ports(port, port)
                    .build();
            assertThatThrownBy(() -> RegistryNode.start(settings))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("environment: staging: ports %d and %d are in use", port, port);
        }
    }
}
