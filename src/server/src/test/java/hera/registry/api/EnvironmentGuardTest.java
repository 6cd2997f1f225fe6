package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.LogRecorder;
import hera.harness.RunningNode;
import hera.registry.settings.Environment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnvironmentGuardTest {
    private RunningNode node;

    @BeforeEach
    void start() {
        node = new RunningNode(settings -> settings.environment(new Environment("testing")));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aRefusalNamesTheOtherEnvironmentOnceForEachName() throws Exception {
        try (LogRecorder log = new LogRecorder(EnvironmentGuard.class)) {
            for (int turn = 0; turn < 3; turn++) {
                assertThat(refused("staging")).contains("the request names 'staging'");
                assertThat(refused("production")).contains("the request names 'production'");
            }
            assertThat(log.lines())
                    .containsExactly(
                            "environment=testing from=127.0.0.1 refused: it names staging",
                            "environment=testing from=127.0.0.1 refused: it names production");
        }
    }

    @Test
    void whatIsNamedMakesNoMembersAndNoFlood() throws Exception {
        try (LogRecorder log = new LogRecorder(EnvironmentGuard.class)) {
            assertThat(refused("a b=\"c\"")).contains("a b=");
            assertThat(log.lines()).singleElement().asString().endsWith("it names \"a b=\\\"c\\\"\"");
            for (int i = 0; i < 50; i++) {
                refused("made-up-" + i);
            }
            assertThat(log.lines()).hasSize(8);
        }
    }

    private String refused(String environment) throws Exception {
        var response = node.get("/livez", "Hera-Environment", environment);
        assertThat(response.statusCode()).isEqualTo(421);
        return response.body();
    }
}
