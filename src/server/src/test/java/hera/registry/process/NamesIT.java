package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.NodeClient;
import hera.harness.RawConnection;
import hera.harness.SharedNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A name in a path is decoded once, and stays what it is. */
@ExtendWith(SharedNode.class)
class NamesIT {
    private final NodeClient node;

    NamesIT(NodeClient node) {
        this.node = node;
    }

    @ParameterizedTest
    @CsvSource({
        "a%2Fb, a/b",
        "%2F, /",
        "100%25, 100%",
        "a%252Fb, a%2Fb",
        "a%5Cb, a\\b",
        "a%20b, a b",
        "%20, ' '",
        "a+b, a+b",
        "a%2Bb, a+b",
        "a;b=c, a;b=c",
        "a%3Bb, a;b",
        "..., ...",
        "a..b, a..b",
        "%3F%23, ?#",
        "%22, \"",
        "host:8080, host:8080",
        "a@b!$&'()*=~, a@b!$&'()*=~",
        "%C3%BC, \u00FC",
        "%E6%9C%8D%E5%8A%A1, \u670D\u52A1",
        "%F0%9F%90%84, \uD83D\uDC04",
        "_private, _private",
        "actuator, actuator"
    })
    void idIsStoredDecodedOnceAndFoundUnderTheSameUrl(String encoded, String decoded) {
        String path = "/names/" + encoded;
        assertThat(node.put(path, "{\"a\":1}").statusCode()).isEqualTo(204);
        assertThat(node.get(path).body()).isEqualTo("{\"a\":1}");
        assertThat(node.json("/names").propertyNames()).containsExactly(decoded);
        assertThat(node.json("/_deltas?shared=0").toString()).contains(JsonText.quote(decoded));
        assertThat(node.delete(path).statusCode()).isEqualTo(204);
        assertThat(node.get(path).statusCode()).isEqualTo(404);
        assertThat(node.get("/names").body()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "names%2Fx, names/x",
        "names%20x, names x",
        "names;x=y, names;x=y",
        "names%25, names%",
        "names..x, names..x",
        "n%C3%A4mes, n\u00E4mes",
        "actuator2, actuator2",
        "Actuator, Actuator"
    })
    void serviceIsStoredDecodedOnceAndFoundUnderTheSameUrl(String encoded, String decoded) {
        String path = "/" + encoded + "/id";
        assertThat(node.put(path, "{\"a\":1}").statusCode()).isEqualTo(204);
        assertThat(node.get("/" + encoded).body()).isEqualTo("{\"id\":{\"a\":1}}");
        assertThat(node.json("/").get(decoded).asInt()).isEqualTo(1);
        assertThat(node.delete(path).statusCode()).isEqualTo(204);
        assertThat(node.json("/").has(decoded)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"..", "%2e%2e", ".", "%2E", "{x}|^"})
    void idThatAClientWouldTidyAwayIsTakenAsItStands(String id) throws IOException {
        String head = " /names-raw/" + id + " HTTP/1.1\r\nHost: a\r\n";
        try (RawConnection connection = new RawConnection(node.port())) {
            assertThat(connection
                            .send("PUT" + head + "Content-Length: 7\r\n\r\n{\"a\":1}")
                            .receive()
                            .status())
                    .isEqualTo(204);
            assertThat(connection.send("GET" + head + "\r\n").receive().body()).isEqualTo("{\"a\":1}");
            assertThat(node.json("/names-raw").propertyNames())
                    .containsExactly(id.replace("%2e", ".").replace("%2E", "."));
            assertThat(connection.send("DELETE" + head + "\r\n").receive().status())
                    .isEqualTo(204);
        }
    }

    @Test
    void dotsInAPathDoNotReachAnotherService() throws IOException {
        assertThat(node.put("/names-victim/id", "{\"a\":1}").statusCode()).isEqualTo(204);
        try (RawConnection connection = new RawConnection(node.port())) {
            connection.send("DELETE /names-other/../names-victim/id HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.receive().status()).isEqualTo(404);
            connection.send("GET /names-other/../actuator/health HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.receive().status()).isEqualTo(404);
        }
        assertThat(node.delete("/names-victim/id").statusCode()).isEqualTo(204);
    }

    @Test
    void equivalentEncodingsNameTheSameInstance() {
        assertThat(node.put("/names-same/%41bc", "{\"a\":1}").statusCode()).isEqualTo(204);
        assertThat(node.get("/names-same/Abc").body()).isEqualTo("{\"a\":1}");
        assertThat(node.get("/names-same/abc").statusCode()).isEqualTo(404);
        assertThat(node.delete("/names-same/A%62c").statusCode()).isEqualTo(204);
    }

    /** JSON of a text. */
    private static final class JsonText {
        static String quote(String text) {
            JsonNode node = tools.jackson.databind.node.StringNode.valueOf(text);
            return node.toString();
        }
    }
}
