package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.RunningNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A query parameter that means nothing, or that is given twice, is told and never passed over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryParametersTest {
    @AutoClose
    private final RunningNode node = new RunningNode();

    @ParameterizedTest
    @CsvSource({
        "PUT, /query/x?tll=5, did you mean ttl?",
        "PUT, /query/x?TTL=5, did you mean ttl?",
        "PUT, /query/x?ttl=5&holt, did you mean hold?",
        "PUT, /query/x?wait=5, 'knows ttl, hold'",
        "PUT, /query/x?ttl=5&ttl=50, ttl twice",
        "PUT, /query/x?hold&hold, hold twice",
        "DELETE, /query/x?ttl=5, has none",
        "GET, /query?Where=zone:eu, did you mean where?",
        "GET, /query?where[]=zone:eu, did you mean where?",
        "GET, /query?prety, did you mean pretty?",
        "GET, /query?zone=eu, 'knows pretty, meta, wait, where'",
        "GET, /query?wait=1&wait=2, wait twice",
        "GET, /query/x?where=a:b, 'knows pretty, meta, wait'",
        "GET, /query/x?metta, did you mean meta?",
        "GET, /?meta, 'knows pretty, wait'",
        "GET, /_cluster?write=5, did you mean writes?",
        "GET, /_cluster?writes=5&writes=6, writes twice",
        "GET, /_nodes?prety, did you mean pretty?",
        "POST, /_batch?ttl=5, has none",
        "GET, /_sd/prometheus?where=a:b, has none",
        "GET, /_sd/prometheus/query?where=a:b, has none",
        "GET, /_console/?x, has none",
        "GET, /_openapi.yaml?x, has none",
        "GET, /actuator/health?x, has none",
        "GET, /actuator/prometheus?name=x, includedNames",
    })
    void unknownOrRepeatedParameterIsNamed(String method, String path, String named) throws Exception {
        HttpResponse<String> answer = send(method, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(named);
        assertThat(node.get("/query").body()).isEqualTo("{}");
    }

    @Test
    void streamRefusesThemToo() throws Exception {
        assertThat(node.get("/query?wher=a:b", "Accept", "text/event-stream").statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/?_=1&pretty",
                "/read?_dc=17&_dc=18&where=a:1&where=b:2",
                "/_cluster?_",
                "/_deltas?test=0&other=5",
                "/actuator/prometheus?includedNames=hera_entries",
                "/read?",
                "/read?&"
            })
    void whatBeginsWithUnderscoreIsLeftToClients(String path) throws Exception {
        assertThat(node.get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void heartbeatWithoutTtlEndsTheEarlierTtl() throws Exception {
        node.put("/ttl/x?ttl=3600", "{}");
        assertThat(expiresInMillis()).isGreaterThan(300_000);
        node.put("/ttl/x", "{}");
        assertThat(expiresInMillis()).isBetween(1L, 300_000L);
    }

    private long expiresInMillis() throws Exception {
        return JsonMapper.shared()
                .readTree(node.get("/ttl/x?meta").body())
                .get("expires_in_ms")
                .asLong();
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return node.send(node.to(path.replace("[", "%5B").replace("]", "%5D"))
                .method(method, BodyPublishers.ofString(method.equals("GET") ? "" : "{}")));
    }
}
