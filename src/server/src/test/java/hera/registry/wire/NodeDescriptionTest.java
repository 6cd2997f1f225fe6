package hera.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeDescriptionTest {
    @Test
    void whatIsWrittenIsRead() {
        NodeDescription all = new NodeDescription("::1", 3222, "production", "north \"1\"", "1.0", false, true, true);
        NodeDescription least = new NodeDescription("a.example", 1, null, null, "1.0", true, false, false);
        assertThat(NodeDescription.parse(all.toInstance())).isEqualTo(all);
        assertThat(NodeDescription.parse(least.toInstance())).isEqualTo(least);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"host\":\"a\",\"port\":1}",
                "{\"host\":7,\"port\":1,\"version\":\"1\"}",
                "{\"host\":\"a\",\"port\":\"1\",\"version\":\"1\"}",
                "{\"host\":\"a\",\"port\":1e9,\"version\":\"1\"}",
                "{\"host\":\"a\",\"port\":-1,\"version\":\"1\"}"
            })
    void anythingElseIsNone(String json) {
        assertThat(NodeDescription.parse(new InstanceContent(json.getBytes(StandardCharsets.UTF_8))))
                .isNull();
    }
}
