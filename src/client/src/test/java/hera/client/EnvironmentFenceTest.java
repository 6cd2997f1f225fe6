package hera.client;

import static org.assertj.core.api.Assertions.assertThat;

import hera.client.cluster.EnvironmentFence;
import hera.client.http.Head;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node of another environment answers is used by nobody, whatever its status. */
class EnvironmentFenceTest {
    private static Head head(int status, @Nullable String environment) {
        return new Head(status, environment == null ? Map.of() : Map.of("hera-environment", environment));
    }

    @ParameterizedTest
    @CsvSource({
        "production, 200, production, true",
        "production, 404, production, true",
        "production, 200, testing,    false",
        "production, 304, testing,    false",
        "production, 200,           , false",
        "production, 421, production, false",
        "          , 200, testing,    true",
        "          , 200,           , true",
        "          , 421, testing,    false"
    })
    void answersOfAnotherEnvironmentAreRefused(
            @Nullable String own, int status, @Nullable String theirs, boolean admitted) {
        assertThat(new EnvironmentFence(own).admits(head(status, theirs))).isEqualTo(admitted);
    }

    @Test
    void firstAnswerFixesOneThatIsNotConfigured() {
        EnvironmentFence fence = new EnvironmentFence(null);
        fence.fix(head(200, null));
        fence.fix(head(200, "testing"));
        assertThat(fence.admits(head(200, "testing"))).isFalse();
        assertThat(fence.admits(head(200, null))).isTrue();
        assertThat(fence.named()).isNull();
    }
}
