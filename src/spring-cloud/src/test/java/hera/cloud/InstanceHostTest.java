package hera.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.client.HeraClient;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.cloud.commons.util.InetUtilsProperties;
import org.springframework.mock.env.MockEnvironment;

class InstanceHostTest {
    private final MockEnvironment environment = new MockEnvironment();
    private final HeraClient client =
            HeraClient.builder().node("127.0.0.1:1").discoverNodes(false).build();

    private InstanceHost host(String property) {
        InetUtilsProperties settings = new InetUtilsProperties();
        settings.setDefaultIpAddress("10.9.9.9");
        settings.setUseOnlySiteLocalInterfaces(true);
        try (InetUtils inetUtils = new InetUtils(settings)) {
            return InstanceHost.of(property.isEmpty() ? null : property, environment, inetUtils);
        }
    }

    private void assertIs(InstanceHost host, String name, String source) {
        try (HeraClient closing = client) {
            assertThat(host.given()).contains(name);
            assertThat(host.source(name, closing)).isEqualTo(source);
        }
    }

    @Test
    void propertyBeatsTheVariable() {
        environment.setProperty("HERA_HOST", "variable.example");
        assertIs(host("property.example"), "property.example", "hera.client.registration.host");
    }

    @Test
    void variableBeatsWhatInetUtilsFinds() {
        environment.setProperty("HERA_HOST", " variable.example ");
        environment.setProperty("spring.cloud.inetutils.preferred-networks", "10.");
        assertIs(host(""), "variable.example", "HERA_HOST");
    }

    @Test
    void guessIsTakenOnlyWhereItIsConfigured() {
        assertThat(host("").given()).isEmpty();
        environment.setProperty("spring.cloud.inetutils.ignored-interfaces[0]", "docker0");
        assertThat(host("").given()).isPresent();
        assertThat(host("").source("10.9.9.9", client)).isEqualTo("spring.cloud.inetutils");
        client.close();
    }

    @Test
    void sourceOfAFoundHostIsTheNodeOrTheWayToIt() {
        InstanceHost found = host("");
        try (HeraClient closing = client) {
            await().until(() -> !closing.nodes().isEmpty());
            assertThat(found.source("127.0.0.1", closing)).startsWith("the address under which the node");
            assertThat(found.source("10.0.0.7", closing)).isEqualTo("the address from which a node is reached");
        }
    }

    @Test
    void untilANodeIsThereTheHostIsSpringCloudsGuess() {
        environment.setProperty("spring.cloud.client.ip-address", "10.0.0.5");
        assertThat(host("").guess()).isEqualTo("10.0.0.5");
        client.close();
    }
}
