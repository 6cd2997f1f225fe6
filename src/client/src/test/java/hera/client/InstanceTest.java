package hera.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceTest {
    @Test
    void instanceIsItsJson() {
        Instance instance = Instance.of("10.0.0.7", 9000)
                .with("zone", "eu \"west\"")
                .with("weight", 2.5)
                .with("secure", true)
                .status(Status.DRAINING);
        assertThat(instance.json())
                .isEqualTo("{\"host\":\"10.0.0.7\",\"port\":9000,\"zone\":\"eu \\\"west\\\"\",\"weight\":2.5,"
                        + "\"secure\":true,\"status\":\"draining\"}");
        assertThat(instance.id()).isEqualTo("10.0.0.7:9000");
        assertThat(instance.isSecure()).isTrue();
        assertThat(instance.status()).isEqualTo(Status.DRAINING);
        assertThat(instance.metadata()).isEqualTo(Map.of("zone", "eu \"west\"", "weight", "2.5"));
        assertThat(Instance.fromJson(instance.id(), instance.json())).isEqualTo(instance);
    }

    @Test
    void otherMembersStayAsTheyAreSpelled() {
        Instance instance = Instance.fromJson(
                "x",
                "{ \"host\" : \"h\", \"port\":1, \"big\":1e400, \"n\":1.0, \"nested\":{\"a\":[1]}, \"gone\":null}");
        assertThat(instance.metadata()).isEqualTo(Map.of("big", "1e400", "n", "1.0"));
        assertThat(instance.with("zone", "eu").json())
                .isEqualTo("{\"host\":\"h\",\"port\":1,\"big\":1e400,\"n\":1.0,\"nested\":{\"a\":[1]},"
                        + "\"gone\":null,\"zone\":\"eu\"}");
        assertThat(instance.with("n", null).json()).doesNotContain("\"n\"");
    }

    @ParameterizedTest
    @CsvSource({
        "up,UP",
        "UP,UP",
        "Starting,STARTING",
        "draining,DRAINING",
        "OUT_OF_SERVICE,DRAINING",
        "down,DOWN",
        "odd,UP"
    })
    void statusIsReadWithoutRegardToCase(String text, Status status) {
        assertThat(Instance.fromJson("x", "{\"status\":\"" + text + "\"}").status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"host\":1,\"port\":1}",
                "{\"host\":\"h\"}",
                "{\"host\":\"h\",\"port\":\"1\"}",
                "{\"host\":\"h\",\"port\":0}",
                "{\"host\":\"h\",\"port\":65536}",
                "{\"host\":\"h\",\"port\":1.0}",
                "{\"host\":\"h\",\"port\":99999999999}",
                "{\"host\":\"a\\nb\",\"port\":1}",
                "{\"host\":\"a b\",\"port\":1}",
                "{\"host\":\"http://a\",\"port\":1}",
                "{\"host\":\"\",\"port\":1}",
                "{\"host\":[\"h\"],\"port\":1}",
                "{\"host\":null,\"port\":1}"
            })
    void hostileInstanceIsReadableAndUnusable(String json) {
        Instance instance = Instance.fromJson("x", json);
        assertThat(instance.isUsable()).isFalse();
        assertThat(instance.json()).isEqualTo(json);
    }

    @Test
    void lastOfTwoMembersOfOneNameCounts() {
        Instance instance = Instance.fromJson("x", "{\"host\":\"a\",\"port\":1,\"host\":\"b\",\"z\":1,\"z\":2}");
        assertThat(instance.host()).isEqualTo("b");
        assertThat(instance.metadata()).isEqualTo(Map.of("z", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "\"x\"", "null", "{\"a\":}", "{\"a\":1", "{} {}", "{'a':1}"})
    void whatIsNoObjectIsRefused(String json) {
        assertThatThrownBy(() -> Instance.fromJson("x", json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nestingIsBounded() {
        String deep = "[".repeat(63) + "]".repeat(63);
        assertThat(Instance.fromJson("x", "{\"a\":" + deep + "}").json()).contains(deep);
        String deeper = "[".repeat(64) + "]".repeat(64);
        assertThatThrownBy(() -> Instance.fromJson("x", "{\"a\":" + deeper + "}"))
                .hasMessageContaining("64 deep");
    }

    @Test
    void textHasNoLineBreaks() {
        assertThat(Instance.fromJson("a\u2028b", "{\n\"host\":\"h\"\r}").toString())
                .doesNotContain("\n", "\r", "\u2028")
                .contains("\\u000a");
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatThrownBy(() -> Instance.of("a b", 1)).hasMessageContaining("a b");
        assertThatThrownBy(() -> Instance.of("h", 0)).hasMessageContaining("0");
        assertThatThrownBy(() -> Instance.local(65536)).hasMessageContaining("65536");
        assertThatThrownBy(() -> Instance.of("h", 1).with("x", new Object())).hasMessageContaining("'x'");
        assertThatThrownBy(() -> Instance.of("h", 1).with("x", Double.NaN)).hasMessageContaining("'x'");
        assertThatThrownBy(() -> Instance.of("h", 1).id("")).hasMessageContaining("1 to 255");
        assertThatThrownBy(() -> Instance.of("h", 1).id("a\nb")).hasMessageContaining("\\u000a");
    }

    @Test
    void ipv6HostsHaveBracketsInTheId() {
        assertThat(Instance.of("::1", 9000).id()).isEqualTo("[::1]:9000");
        assertThat(Instance.of("::1", 9000).host()).isEqualTo("::1");
    }

    @Test
    void leasesAreBounded() {
        assertThatThrownBy(() -> Lease.ttl(java.time.Duration.ofMillis(999))).hasMessageContaining("1 second");
        assertThatThrownBy(() -> Lease.ttl(java.time.Duration.ofHours(25))).hasMessageContaining("24 hours");
        assertThat(Lease.ttl(java.time.Duration.ofMillis(1_500)).query()).isEqualTo("?ttl=1.500");
    }
}
