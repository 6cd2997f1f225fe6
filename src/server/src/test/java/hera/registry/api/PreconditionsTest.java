package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.RunningNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A header by which a client asks to be refused is heeded by every write. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreconditionsTest {
    private static final String OLD = "{\"n\":1}";
    private static final String NEW = "{\"n\":2}";

    private final AtomicInteger names = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();

    @AutoClose
    private final RunningNode node = new RunningNode();

    /** TAG stands for the tag of the instance, PRETTY for that of its indented form, OTHER for one of another instance. */
    @ParameterizedTest(name = "{0}: {1}, exists {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "If-None-Match | * | false | true",
                "If-None-Match | * | true | false",
                "If-None-Match | TAG | true | false",
                "If-None-Match | W/TAG | true | false",
                "If-None-Match | PRETTY | true | false",
                "If-None-Match | OTHER | true | true",
                "If-None-Match | OTHER, TAG | true | false",
                "If-None-Match | TAG | false | true",
                "If-Match | * | true | true",
                "If-Match | * | false | false",
                "If-Match | TAG | true | true",
                "If-Match | PRETTY | true | true",
                "If-Match | OTHER,TAG | true | true",
                "If-Match | W/TAG | true | false",
                "If-Match | OTHER | true | false",
                "If-Match | TAG | false | false",
                "If-Unmodified-Since | Sat, 29 Oct 1994 19:43:31 GMT | true | false",
                "If-Unmodified-Since | Sat, 29 Oct 2094 19:43:31 GMT | false | false",
            })
    void writeHappensOnlyIfItsConditionHolds(String header, String value, boolean exists, boolean holds)
            throws Exception {
        for (String write : List.of("PUT", "PUT ?hold", "DELETE")) {
            String path = "/conditions/" + names.incrementAndGet();
            node.put(path, OLD);
            String tag = node.tag(path);
            String pretty = node.tag(path + "?pretty");
            if (!exists) {
                node.delete(path);
            }
            String stated = value.replace("TAG", tag).replace("PRETTY", pretty).replace("OTHER", "\"other\"");
            boolean deletesNothing = write.equals("DELETE") && !exists && !header.equals("If-Unmodified-Since");
            int status = deletesNothing ? 404 : !holds ? 412 : write.equals("PUT ?hold") ? 200 : 204;
            assertThat(write(write, path, header, stated)).as(write).isEqualTo(status);
            String after = write.equals("DELETE") ? "" : NEW;
            assertThat(stored(path)).as(write).isEqualTo(status < 300 ? after : exists ? OLD : "");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-Match | x",
                "If-None-Match | \"x",
                "If-None-Match | \"a\" \"b\"",
                "If-Match | W/x",
                "If-Match | *, \"a\"",
                "If-None-Match | ','",
                "Content-Range | bytes 0-1/2",
            })
    void malformedConditionIsRefused(String header, String value) throws Exception {
        for (String write : List.of("PUT", "PUT ?hold", "DELETE")) {
            String path = "/malformed-conditions/" + names.incrementAndGet();
            node.put(path, OLD);
            assertThat(write(write, path, header, value)).as(write).isEqualTo(400);
            assertThat(stored(path)).isEqualTo(OLD);
        }
    }

    @ParameterizedTest
    @CsvSource({"If-Match, *", "If-None-Match, *", "If-Unmodified-Since, x", "Content-Range, x"})
    void batchKnowsNoConditions(String header, String value) throws Exception {
        String line = "{\"service\":\"condition-of-batch\",\"id\":\"a\",\"instance\":{}}";
        HttpResponse<String> answer =
                node.send(node.to("/_batch").header(header, value).POST(BodyPublishers.ofString(line)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(header);
        assertThat(node.get("/condition-of-batch").body()).isEqualTo("{}");
    }

    @Test
    void oneOfManyThatCreateAtOnceSucceeds() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                String path = "/created-once/" + round;
                List<Callable<Integer>> creations = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    creations.add(() -> write("PUT", path, "If-None-Match", "*"));
                }
                List<Integer> statuses = new ArrayList<>();
                for (Future<Integer> creation : clients.invokeAll(creations)) {
                    statuses.add(creation.get());
                }
                assertThat(statuses).containsOnlyOnce(204).containsOnly(204, 412);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private String stored(String path) throws Exception {
        HttpResponse<String> read = node.get(path);
        return read.statusCode() == 404 ? "" : read.body();
    }

    /** Sends a write, and returns the status once the head of the answer is there. */
    private int write(String write, String path, String header, String value) throws Exception {
        boolean hold = write.endsWith("?hold");
        HttpRequest request = node.to(hold ? path + "?hold" : path)
                .header(header, value)
                .method(hold ? "PUT" : write, BodyPublishers.ofString(write.equals("DELETE") ? "" : NEW))
                .build();
        return client.send(request, BodyHandlers.ofInputStream()).statusCode();
    }
}
