package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.NodeClient;
import hera.harness.SharedNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Entity tags: who has seen it already gets 304. */
@ExtendWith(SharedNode.class)
class ConditionalReadsIT {
    private final NodeClient node;

    ConditionalReadsIT(NodeClient node) {
        this.node = node;
    }

    @Test
    void serviceThatIsKnownIsNotSentAgain() {
        node.put("/tags/id", "{\"a\":1}");
        String tag = tag("/tags");
        HttpResponse<String> again = node.get("/tags", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).hasValue(tag);
        assertThat(node.get("/tags", "If-None-Match", "\"other\", W/" + tag).statusCode())
                .isEqualTo(304);
        assertThat(node.get("/tags", "If-None-Match", "*").statusCode()).isEqualTo(304);
        assertThat(node.get("/tags", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
        assertThat(node.get("/tags", "If-None-Match", "nonsense").statusCode()).isEqualTo(200);
    }

    @Test
    void heartbeatThatChangesNothingKeepsTheTag() {
        node.put("/tags-same/id", "{\"a\":1}");
        String service = tag("/tags-same");
        String instance = tag("/tags-same/id");
        node.put("/tags-same/id", " { \"a\" : 1 } ");
        assertThat(tag("/tags-same")).isEqualTo(service);
        assertThat(tag("/tags-same/id")).isEqualTo(instance);
        node.put("/tags-same/id", "{\"a\":1.0}");
        assertThat(tag("/tags-same")).isNotEqualTo(service);
        assertThat(tag("/tags-same/id")).isNotEqualTo(instance);
    }

    @Test
    void everyRepresentationHasItsOwnTag() {
        node.put("/tags-form/id", "{\"a\":\"Aa\"}");
        node.put("/tags-form/other", "{\"a\":\"BB\"}");
        assertThat(new String[] {
                    tag("/tags-form"),
                    tag("/tags-form?pretty"),
                    tag("/tags-form?where=a:Aa"),
                    tag("/tags-form?where=a:BB"),
                    tag("/tags-form?where=a:Aa&where=a:BB"),
                    tag("/tags-form?where=a:Aa&pretty"),
                    tag("/tags-form/id"),
                    tag("/tags-form/id?pretty")
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void tagOfAServiceChangesWhenAnInstanceComesOrGoes() {
        String empty = tag("/tags-come");
        node.put("/tags-come/id", "{}");
        String one = tag("/tags-come");
        node.delete("/tags-come/id");
        String gone = tag("/tags-come");
        node.put("/tags-come/id", "{}");
        String back = tag("/tags-come");
        assertThat(new String[] {empty, one, back}).doesNotHaveDuplicates();
        assertThat(gone).isNotEqualTo(one);
    }

    @Test
    void tagOfAllServicesChangesWithACount() {
        node.put("/tags-root/id", "{\"a\":1}");
        String one = tag("/");
        node.put("/tags-root/id", "{\"a\":2}");
        assertThat(tag("/")).isEqualTo(one);
        assertThat(node.get("/", "If-None-Match", one).statusCode()).isEqualTo(304);
        assertThat(tag("/?pretty")).isNotEqualTo(one);
        node.put("/tags-root/id2", "{}");
        assertThat(node.get("/", "If-None-Match", one).statusCode()).isEqualTo(200);
    }

    private String tag(String path) {
        return node.get(path).headers().firstValue("ETag").orElseThrow(() -> new AssertionError("no ETag for " + path));
    }
}
