package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.NodeClient;
import hera.harness.SharedNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances are read exactly as they were sent, but for insignificant white space. */
@ExtendWith(SharedNode.class)
class ExactInstanceIT {
    private final NodeClient node;

    ExactInstanceIT(NodeClient node) {
        this.node = node;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"z\":1,\"a\":2,\"m\":3}",
                "{\"port\":1.0}",
                "{\"huge\":1e400}",
                "{\"tiny\":-1E-400,\"minus\":-0,\"zero\":0.000}",
                "{\"long\":1234567890123456789012345678901234567890}",
                "{\"fraction\":0.1234567890123456789012345678901234567890}",
                "{\"escapes\":\"\\u00fc\\n\\/\\\\\\\"\\ud83d\\udc04\"}",
                "{\"text\":\"\u00FC \u670D \uD83D\uDC04  two  blanks\"}",
                "{\"same\":1,\"same\":2}",
                "{\"\":{\"\":[]}}",
                "{\"mixed\":[true,false,null,\"\",{},[[]]]}",
                "{\"__proto__\":null,\"constructor\":1}"
            })
    void instanceIsReadAsItWasSent(String json) {
        assertThat(node.put("/exact/id", json).statusCode()).isEqualTo(204);
        assertThat(node.get("/exact/id").body()).isEqualTo(json);
        assertThat(node.get("/exact").body()).isEqualTo("{\"id\":" + json + "}");
        assertThat(node.get("/_deltas?shared=0").body()).contains("[\"exact\",\"id\"," + json + ",");
        assertThat(node.delete("/exact/id").statusCode()).isEqualTo(204);
    }

    @Test
    void insignificantWhiteSpaceIsDropped() {
        node.put("/exact-blank/id", " \r\n\t{ \"a b\" : [ 1 , 2 ] ,\n\"c\" : \" x \" } \n");
        assertThat(node.get("/exact-blank/id").body()).isEqualTo("{\"a b\":[1,2],\"c\":\" x \"}");
        assertThat(node.delete("/exact-blank/id").statusCode()).isEqualTo(204);
    }

    @Test
    void largestAndDeepestAllowedInstanceIsTaken() {
        String largest = "{\"a\":\"" + "x".repeat(64 * 1024 - 8) + "\"}";
        assertThat(largest).hasSize(64 * 1024);
        assertThat(node.put("/exact-limit/large", largest).statusCode()).isEqualTo(204);
        assertThat(node.get("/exact-limit/large").body()).isEqualTo(largest);
        String deepest = "{\"a\":".repeat(63) + "{}" + "}".repeat(63);
        assertThat(node.put("/exact-limit/deep", deepest).statusCode()).isEqualTo(204);
        assertThat(node.get("/exact-limit/deep").body()).isEqualTo(deepest);
        assertThat(node.delete("/exact-limit/large").statusCode()).isEqualTo(204);
        assertThat(node.delete("/exact-limit/deep").statusCode()).isEqualTo(204);
    }

    @Test
    void contentTypeDoesNotMatter() {
        String[] types = {
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "x/y",
            "text/plain;charset=utf-16"
        };
        for (String type : types) {
            int status = node.send(
                            "PUT",
                            "/exact-type/id?_a=b",
                            java.net.http.HttpRequest.BodyPublishers.ofString("{\"type\":\"" + type + "\"}"),
                            "Content-Type",
                            type)
                    .statusCode();
            assertThat(status).as(type).isEqualTo(204);
            assertThat(node.json("/exact-type/id").get("type").asString()).isEqualTo(type);
        }
        assertThat(node.delete("/exact-type/id").statusCode()).isEqualTo(204);
    }
}
