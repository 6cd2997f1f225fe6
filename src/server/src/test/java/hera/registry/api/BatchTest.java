package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.RawConnection;
import hera.harness.RunningNode;
import hera.registry.settings.Limits;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /_batch} of a real node, with limits that a test can reach. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_BATCH_BYTES = 100_000;
    private static final int MOST_INSTANCE_BYTES = 1_000;
    private static final int MOST_INSTANCES = 2_000;

    @AutoClose
    private RunningNode node;

    @BeforeAll
    void start() {
        node = node(MOST_INSTANCES);
    }

    @Test
    void usualBoundIs16MiB() {
        assertThat(Limits.DEFAULT.maxBatchBytes()).isEqualTo(16 * 1024 * 1024);
    }

    @Test
    void goodLinesAreStoredAtOnce() throws Exception {
        JsonNode report = batch(
                line("good", "a", "{\"n\":1.0}") + "{\"service\":\"good\",\"id\":\"b\",\"instance\":{},\"ttl\":3600}");
        assertThat(report).hasToString("{\"accepted\":2,\"rejected\":[]}");
        JsonNode described = JSON.readTree(node.get("/good?meta").body());
        assertThat(described.at("/a/instance")).hasToString("{\"n\":1.0}");
        assertThat(described.at("/a/expires_in_ms").asLong()).isBetween(1L, 300_000L);
        assertThat(described.at("/b/expires_in_ms").asLong()).isBetween(300_001L, 3_600_000L);
    }

    @Test
    void linesCountFromOneAndBlankOnesCount() throws Exception {
        JsonNode report = batch("[]\n" + line("counted", "a", "{}") + "\n \t \r\nnonsense\n"
                + line("counted", "b", "{}") + "\n\n{\"service\":\"counted\"}");
        assertThat(report.get("accepted").asInt()).isEqualTo(2);
        assertThat(lines(report)).containsExactly(1, 5, 9);
        assertThat(report.at("/rejected/0/error").asString())
                .startsWith("a line must be a JSON object; a batch is no array");
        assertThat(report.at("/rejected/2/error").asString()).isEqualTo("the line has no id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "  \n\r\n\n"})
    void bodyWithNothingInItIsFine(String body) throws Exception {
        assertThat(batch(body)).hasToString("{\"accepted\":0,\"rejected\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_hidden", "actuator", "__"})
    void reservedServicesAreRejected(String service) throws Exception {
        JsonNode report = batch(line(service, "a", "{}") + line("beside-reserved", "a", "{}"));
        assertThat(report.get("accepted").asInt()).isOne();
        assertThat(report.at("/rejected/0/error").asString()).contains("reserved");
    }

    @Test
    void instanceTooLargeRejectsItsLineAlone() throws Exception {
        String large = "{\"x\":\"" + "x".repeat(MOST_INSTANCE_BYTES) + "\"}";
        String larger = "{\"x\":\"" + "x".repeat(50_000) + "\"}";
        JsonNode report = batch(line("large", "a", large) + line("large", "b", larger) + line("large", "c", "{}"));
        assertThat(lines(report)).containsExactly(1, 2);
        assertThat(report.at("/rejected/0/error").asString()).contains("at most " + MOST_INSTANCE_BYTES);
        assertThat(report.at("/rejected/1/error").asString()).contains("max-instance-bytes");
        assertThat(node.get("/large").body()).isEqualTo("{\"c\":{}}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void largerBodyIsRefusedBeforeAnythingOfItIsStored(boolean lengthIsKnown) throws Exception {
        String service = "too-large-" + lengthIsKnown;
        String body = line(service, "first", "{}") + "\n".repeat(MOST_BATCH_BYTES);
        HttpResponse<String> answer = post(body(body, lengthIsKnown));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("at most " + MOST_BATCH_BYTES + " (max-batch-bytes)");
        assertThat(node.get("/" + service).body()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodyOfTheVeryBoundIsTaken(boolean lengthIsKnown) throws Exception {
        String first = line("largest-" + lengthIsKnown, "first", "{}");
        String body = first + "\n".repeat(MOST_BATCH_BYTES - first.length());
        assertThat(post(body(body, lengthIsKnown)).body()).isEqualTo("{\"accepted\":1,\"rejected\":[]}");
    }

    @Test
    void fullNodeRejectsNewInstancesAndRenewsOldOnes() throws Exception {
        try (RunningNode small = node(3)) {
            small.put("/full/a", "{}");
            JsonNode report = JSON.readTree(small.send(small.to("/_batch")
                            .POST(BodyPublishers.ofString(line("full", "b", "{}")
                                    + line("full", "c", "{}")
                                    + line("full", "d", "{}")
                                    + line("full", "a", "{\"again\":1}")
                                    + line("full", "e", "{}"))))
                    .body());
            assertThat(report.get("accepted").asInt()).isEqualTo(3);
            assertThat(lines(report)).containsExactly(3, 5);
            assertThat(report.at("/rejected/0/error").asString()).contains("3", "max-instances");
            assertThat(small.get("/full/a").body()).isEqualTo("{\"again\":1}");
            assertThat(small.get("/full").body()).doesNotContain("\"d\"", "\"e\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 503, 10", "nonsense, 400,"})
    void batchThatFindsNoRoomMayBeSentAgain(String brokenLine, int status, @Nullable String retryAfter)
            throws Exception {
        try (RunningNode small = node(1)) {
            small.put("/full/a", "{}");
            HttpResponse<String> refused = small.send(small.to("/_batch")
                    .POST(BodyPublishers.ofString(line("full", "b", "{}") + line("full", "c", "{}") + brokenLine)));
            assertThat(refused.statusCode()).isEqualTo(status);
            assertThat(refused.headers().firstValue("Retry-After").orElse(null)).isEqualTo(retryAfter);
            assertThat(JSON.readTree(refused.body()).get("status").asInt()).isEqualTo(status);
            assertThat(lines(JSON.readTree(refused.body()))).contains(1, 2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LINELINE | --data-binary",
                "LINE LINE LINE | --data-binary",
                "[LINE,LINE] | no array",
                "[;LINE,;LINE,;] | no array",
                "{;\"service\":\"shape\",;\"id\":\"a\",;\"instance\": {};} | does not end on its line",
                "LINE,;LINE, | no comma",
            })
    void firstErrorNamesTheMistakeOfTheWholeBatch(String body, String named) throws Exception {
        String line = line("shape", "a", "{}").strip();
        JsonNode problem = refused(body.replace("LINE", line).replace(';', '\n'));
        assertThat(problem.at("/rejected/0/error").asString()).contains(named);
        assertThat(problem.get("detail").asString()).contains("no line was accepted; line 1: ", named);
        assertThat(problem.toString().split(named, -1)).hasSize(3);
    }

    @Test
    void batchOfWhichNothingIsAcceptedIsAProblem() throws Exception {
        JsonNode problem = refused("nonsense\n" + line("_hidden", "a", "{}"));
        assertThat(problem.get("status").asInt()).isEqualTo(400);
        assertThat(problem.get("title").asString()).isEqualTo("Bad Request");
        assertThat(problem.get("accepted").asInt()).isZero();
        assertThat(lines(problem)).containsExactly(1, 2);
    }

    @Test
    void ofManyRejectedLinesTheFirstThousandAreListed() throws Exception {
        JsonNode report = refused("{}\n".repeat(1_234));
        assertThat(lines(report)).hasSize(1_000).startsWith(1, 2).endsWith(1_000);
        assertThat(report.get("rejected_unlisted").asInt()).isEqualTo(234);
    }

    @Test
    void moreLinesThanAreStoredAtOnceAreAllStoredInOrder() throws Exception {
        String body = IntStream.range(0, 1_500)
                .mapToObj(i -> line("many", "" + i % 700, "{\"n\":" + i + "}"))
                .collect(Collectors.joining());
        assertThat(batch(body)).hasToString("{\"accepted\":1500,\"rejected\":[]}");
        JsonNode many = JSON.readTree(node.get("/many").body());
        assertThat(many).hasSize(700);
        assertThat(many.at("/99/n").asInt()).isEqualTo(1_499);
        assertThat(many.at("/100/n").asInt()).isEqualTo(800);
    }

    @Test
    void whatIsTakenAndRejectedIsCounted() throws Exception {
        double taken = node.metric("hera_writes_total{kind=\"batch\"}");
        double rejected = node.metric("hera_rejected_total{reason=\"bad_shape\",source=\"client\"}");
        batch(line("metered", "a", "{}") + "{}\n" + line("metered", "b", "{}"));
        assertThat(node.metric("hera_writes_total{kind=\"batch\"}")).isEqualTo(taken + 2);
        assertThat(node.metric("hera_rejected_total{reason=\"bad_shape\",source=\"client\"}"))
                .isEqualTo(rejected + 1);
    }

    @Test
    void onlyPostIsKnown() throws Exception {
        HttpResponse<String> answer = node.get("/_batch");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST, OPTIONS");
        assertThat(answer.body()).contains("\"status\":405");
    }

    @Test
    void bodiesThatAreBeingReadTakeBoundedMemory() throws Exception {
        List<RawConnection> reading = new ArrayList<>();
        String blank = "\n".repeat(90_000);
        try {
            for (int i = 0; i < 24; i++) {
                reading.add(new RawConnection(node.application().port())
                        .send("POST /_batch HTTP/1.1\r\nHost: a\r\nContent-Length: 90001\r\n\r\n" + blank));
            }
            await().untilAsserted(() -> {
                HttpResponse<String> answer = post(BodyPublishers.ofString(blank + line("busy", "a", "{}")));
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
            assertThat(node.get("/busy").body()).isEqualTo("{}");
            for (RawConnection connection : reading) {
                connection.send("\n");
            }
            await().untilAsserted(() -> assertThat(
                            post(body(line("not-busy", "a", "{}"), false)).statusCode())
                    .isEqualTo(200));
        } finally {
            for (RawConnection connection : reading) {
                connection.close();
            }
        }
    }

    @Test
    void ofABodyThatBreaksOffNothingIsStored() throws Exception {
        String line = line("broken-off", "a", "{}");
        try (RawConnection connection = new RawConnection(node.application().port())) {
            connection.send("POST /_batch HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" + line.repeat(1_000));
            assertThat(connection.finishSending().receive().status()).isEqualTo(400);
        }
        assertThat(node.get("/broken-off").body()).isEqualTo("{}");
    }

    private static RunningNode node(int mostInstances) {
        Limits usual = Limits.DEFAULT;
        Limits limits = new Limits(
                MOST_INSTANCE_BYTES,
                usual.maxNameBytes(),
                usual.maxNesting(),
                mostInstances,
                usual.maxTombstones(),
                usual.maxPageBytes(),
                MOST_BATCH_BYTES,
                usual.maxHeldRequests(),
                usual.maxHeldRegistrations(),
                usual.maxOrigins(),
                usual.maxDenied());
        return new RunningNode(settings -> settings.limits(limits));
    }

    private static String line(String service, String id, String instance) {
        return "{\"service\":\"%s\",\"id\":\"%s\",\"instance\":%s}\n".formatted(service, id, instance);
    }

    private static BodyPublisher body(String text, boolean lengthIsKnown) {
        BodyPublisher known = BodyPublishers.ofString(text);
        return lengthIsKnown ? known : BodyPublishers.fromPublisher(known);
    }

    private JsonNode batch(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(BodyPublishers.ofString(body));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return JSON.readTree(answer.body());
    }

    private JsonNode refused(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(BodyPublishers.ofString(body));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> post(BodyPublisher body) throws IOException, InterruptedException {
        return node.send(node.to("/_batch")
                .header("Content-Type", "application/x-ndjson")
                .POST(body));
    }

    private static List<Integer> lines(JsonNode report) {
        return report.get("rejected")
                .valueStream()
                .map(rejected -> rejected.get("line").asInt())
                .toList();
    }
}
