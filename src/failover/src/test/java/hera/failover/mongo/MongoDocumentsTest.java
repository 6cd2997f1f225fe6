package hera.failover.mongo;

import static hera.failover.harness.Members.await;
import static hera.failover.harness.Members.open;
import static hera.failover.harness.Members.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.failover.Codec;
import hera.failover.Failover;
import hera.failover.Managed;
import hera.failover.StoreUrls;
import hera.failover.harness.MongoStandIn;
import hera.failover.harness.MongoWire;
import hera.failover.store.Store;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The documents as the contract names them, read by a client of the protocol that is not the driver. */
class MongoDocumentsTest {
    private static final String DATABASE = "hera_documents_test";

    private final CompletableFuture<Boolean> never = new CompletableFuture<>();

    private static List<Map<String, String>> read(MongoWire wire, String collection) throws Exception {
        return wire.all(DATABASE, collection);
    }

    @Test
    void documentsAreThoseOfTheContract() throws Exception {
        try (MongoStandIn server = new MongoStandIn()) {
            URI url = URI.create(server.url(DATABASE));
            assumeTrue(System.getProperty("mongodb.url") == null, "a real server may want a password");
            try (MongoWire wire = new MongoWire(url.getPort());
                    Store store = StoreUrls.open(url.toString(), true);
                    Failover failover = open(store, "one")) {
                Managed<String> queue = failover.durable("n", task -> task, Codec.text(), (task, term) -> never);
                rule(queue);
                queue.submitWork("task");
                queue.synchronize("id");
                await().until(() ->
                        "id".equals(MongoWire.plain(read(wire, "failovers").get(0), "identifier")));
                await().until(() ->
                        read(wire, "failovers.tasks").stream().anyMatch(task -> "long:1".equals(task.get("term"))));
                String session = failover.facts().session();

                Map<String, String> name = read(wire, "failovers").get(0);
                assertThat(name.get("since")).startsWith("date:");
                name.remove("since");
                assertThat(name)
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "_id", "text:n",
                                "term", "long:1",
                                "holder", "text:" + session,
                                "member", "text:one",
                                "lease", "long:3200",
                                "priority", "int:0",
                                "wanted", "null",
                                "resign", "long:0",
                                "identifier", "text:id",
                                "sync", "long:1"));

                Map<String, String> member = read(wire, "failovers.members").get(0);
                assertThat(member.get("lastSeen")).startsWith("date:");
                assertThat(member.get("beat")).startsWith("long:");
                member.keySet().removeAll(List.of("lastSeen", "beat", "held"));
                assertThat(member)
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "_id", "text:" + session,
                                "member", "text:one",
                                "lease", "long:3200",
                                "rung", "long:0",
                                "dead", "boolean:false"));

                Map<String, String> task = read(wire, "failovers.tasks").stream()
                        .filter(any -> any.containsKey("task"))
                        .findFirst()
                        .orElseThrow();
                assertThat(task.remove("_id")).startsWith("id:");
                assertThat(task)
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "name", "text:n",
                                "seq", "long:1",
                                "key", "text:task",
                                "task", "binary:task",
                                "attempts", "int:0",
                                "term", "long:1",
                                "aside", "boolean:false"));
            }
        }
    }
}
