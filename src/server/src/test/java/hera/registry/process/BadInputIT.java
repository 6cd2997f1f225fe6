package hera.registry.process;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.NodeClient;
import hera.harness.RawConnection;
import hera.harness.SharedNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Malformed requests are refused with the reason and store nothing. */
@ExtendWith(SharedNode.class)
class BadInputIT {
    private static final String PATH = "/bad-input/id";

    private final NodeClient node;

    BadInputIT(NodeClient node) {
        this.node = node;
    }

    @AfterEach
    void nothingIsStored() {
        assertThat(node.get(PATH).statusCode()).isEqualTo(404);
        assertThat(node.get("/bad-input").body()).isEqualTo("{}");
        assertThat(node.json("/").has("bad-input")).isFalse();
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                Arguments.of("not JSON", "hello", 400, "not JSON"),
                Arguments.of("form data", "host=a&port=1", 400, "JSON"),
                Arguments.of("array", "[]", 400, "array"),
                Arguments.of("string", "\"a\"", 400, "string"),
                Arguments.of("number", "7", 400, "number"),
                Arguments.of("boolean", "true", 400, "boolean"),
                Arguments.of("null", "null", 400, "null"),
                Arguments.of("truncated", "{\"host\": \"a\"", 400, "JSON"),
                Arguments.of("truncated string", "{\"host\": \"a", 400, "JSON"),
                Arguments.of("trailing garbage", "{} x", 400, "end"),
                Arguments.of("two objects", "{}{}", 400, "end"),
                Arguments.of("trailing comma", "{\"a\": 1,}", 400, "JSON"),
                Arguments.of("single quotes", "{'a': 1}", 400, "JSON"),
                Arguments.of("leading zero", "{\"a\": 01}", 400, "JSON"),
                Arguments.of("byte order mark", "\uFEFF{}", 400, "JSON"),
                Arguments.of("blank", " \n", 400, "empty"),
                Arguments.of("empty", "", 400, "empty"),
                Arguments.of("65 KiB", "{\"a\": \"" + "x".repeat(65 * 1024) + "\"}", 413, "65536"),
                Arguments.of("65 deep", "{\"a\":".repeat(65) + "1" + "}".repeat(65), 400, "64"),
                Arguments.of("array 65 deep", "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}", 400, "64"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBodies")
    void badBodyIsRefused(String name, String body, int status, String named) {
        assertProblem(node.put(PATH, body), status, named);
    }

    @Test
    void invalidUtf8IsRefused() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"a\":\"".getBytes(StandardCharsets.UTF_8));
        body.write(0xC3);
        body.write(0x28);
        body.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
        assertProblem(node.put(PATH, body.toByteArray()), 400, "UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "soon", "''", "NaN", "1e3", "86401", "0.5", "9999999999999999999999"})
    void badTtlIsRefused(String ttl) {
        assertProblem(node.put(PATH + "?ttl=" + ttl, "{}"), 400, "ttl");
    }

    @ParameterizedTest
    @CsvSource({
        "/_secret/id, reserved",
        "/%5Fsecret/id, reserved",
        "/actuator/id, reserved",
        "/%61ctuator/id, reserved",
        "//id, empty",
        "/bad-input/, empty",
        "/bad%00input/id, control",
        "/bad-input/a%0Ab, control",
        "/bad-input/%C2%85, control",
        "/bad-input/%FF, UTF-8",
        "/bad-input/%ED%A0%80, UTF-8",
        "/bad-input/%C0%AF, UTF-8"
    })
    void badNameIsRefused(String path, String named) {
        assertProblem(node.put(path, "{}"), 400, named);
    }

    @Test
    void nameOf256BytesIsRefusedAnd255AreNot() {
        assertProblem(node.put("/bad-input/" + "x".repeat(256), "{}"), 400, "255");
        assertProblem(node.put("/" + "x".repeat(256) + "/id", "{}"), 400, "255");
        assertProblem(node.put("/bad-input/" + "%C3%BC".repeat(128), "{}"), 400, "255");
        String longest = "/bad-input-longest/" + "%C3%BC".repeat(127) + "x";
        assertThat(node.put(longest, "{}").statusCode()).isEqualTo(204);
        assertThat(node.delete(longest).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({"%", "%4", "%zz", "a%2"})
    void brokenPercentEncodingIsRefused(String id) throws IOException {
        assertProblem(raw("PUT /bad-input/" + id + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"), 400, "");
    }

    @Test
    void requestLineThatIsNoneIsRefused() throws IOException {
        assertProblem(raw("PUT /bad-input/i d HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"), 400, "");
        assertProblem(raw("hello\r\n\r\n"), 400, "");
        assertProblem(raw("PUT /bad-input/\u0001 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"), 400, "");
        assertProblem(raw("PUT /bad-input/\u00FC HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"), 400, "");
        assertProblem(raw("PUT /bad-input/a\\b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"), 400, "");
    }

    @Test
    void requestHeadThatIsTooLongIsRefused() throws IOException {
        String head = "PUT /bad-input/id HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(20_000) + "\r\n";
        RawConnection.Answer answer = raw(head + "Content-Length: 2\r\n\r\n{}");
        assertThat(answer.status()).isBetween(400, 499);
        assertProblem(answer, answer.status(), "");
    }

    @Test
    void chunkedBodyIsReadWithoutALength() throws IOException {
        String head = "PUT /bad-input-chunked/id HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(raw(head + "4\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n").status()).isEqualTo(204);
        assertThat(node.get("/bad-input-chunked/id").body()).isEqualTo("{\"a\":1}");
        assertThat(node.delete("/bad-input-chunked/id").statusCode()).isEqualTo(204);
    }

    @Test
    void chunkedBodyThatIsTooLargeIsRefused() throws IOException {
        String head = "PUT /bad-input/id HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        String body = "{\"a\":\"" + "x".repeat(65 * 1024) + "\"}";
        String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        assertProblem(raw(head + chunk), 413, "65536");
    }

    @Test
    void chunkedBodyThatIsBrokenIsRefused() throws IOException {
        String head = "PUT /bad-input/id HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertProblem(raw(head + "0\r\n\r\n"), 400, "empty");
        assertProblem(raw(head + "zz\r\n{}\r\n0\r\n\r\n"), 400, "");
    }

    @Test
    void bodyWithoutLengthOrChunksIsEmpty() throws IOException {
        assertProblem(raw("PUT /bad-input/id HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 400, "empty");
    }

    @Test
    void bodyThatStopsBeforeItsLengthStoresNothing() throws IOException {
        try (RawConnection connection = new RawConnection(node.port())) {
            connection.send("PUT /bad-input/id HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n{\"a\": 1}");
            connection.finishSending();
            assertProblem(connection.receive(), 400, "");
        }
    }

    @ParameterizedTest
    @CsvSource({"/a/b/c", "/a/b/", "/bad-input/id/more", "/a//b"})
    void pathWithMoreSegmentsIsNotFound(String path) {
        assertProblem(node.put(path, "{}"), 404, "/{service}/{id}");
        assertProblem(node.get(path), 404, "/{service}/{id}");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /bad-input/id, 'GET, HEAD, PUT, DELETE, OPTIONS'",
        "PATCH, /bad-input/id, 'GET, HEAD, PUT, DELETE, OPTIONS'",
        "BREW, /bad-input/id, 'GET, HEAD, PUT, DELETE, OPTIONS'",
        "PUT, /bad-input, 'GET, HEAD, OPTIONS'",
        "DELETE, /bad-input, 'GET, HEAD, OPTIONS'",
        "POST, /, 'GET, HEAD, OPTIONS'"
    })
    void unknownMethodIsRefusedWithThoseAllowed(String method, String path, String allowed) throws IOException {
        RawConnection.Answer answer = raw(method + " " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
        assertProblem(answer, 405, allowed);
        assertThat(answer.headers()).containsEntry("allow", allowed);
    }

    @Test
    void methodThatDeltasDoNotKnowIsRefusedWithThoseAllowed() throws IOException {
        RawConnection.Answer answer = raw("DELETE /_deltas HTTP/1.1\r\nHost: a\r\n\r\n");
        assertProblem(answer, 405, "");
        assertThat(answer.headers().get("allow")).contains("GET", "POST");
    }

    @ParameterizedTest
    @CsvSource({"a=x", "a=", "a", "a=1.5", "a=1e3", "a=99999999999999999999", "a=0&b=%20", "*=x"})
    void cursorThatIsNoIntegerIsRefused(String query) {
        assertProblem(node.get("/_deltas?" + query), 400, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a=9-7", "a=7-x", "=7-9", "a=7-11"})
    void gapThatIsNoneIsRefusedByName(String gap) throws IOException {
        RawConnection.Answer answer = raw("GET /_deltas?a=10 HTTP/1.1\r\nHost: a\r\nHera-Gaps: " + gap + "\r\n\r\n");
        assertProblem(answer, 400, "Hera-Gaps: '" + gap);
    }

    @ParameterizedTest
    @CsvSource({"port", ":1", "''"})
    void badWhereIsRefused(String where) {
        assertProblem(node.get("/bad-input?where=" + where), 400, "FIELD:VALUE");
    }

    @Test
    void unknownReservedPathIsRefused() {
        assertProblem(node.get("/_nonsense"), 404, "reserved");
        assertProblem(node.get("/actuator/nonsense"), 404, "reserved");
    }

    private RawConnection.Answer raw(String request) throws IOException {
        try (RawConnection connection = new RawConnection(node.port())) {
            return connection.send(request).receive();
        }
    }

    private static void assertProblem(HttpResponse<String> response, int status, String named) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertProblem(response.headers().firstValue("Content-Type").orElse(""), response.body(), status, named);
    }

    private static void assertProblem(RawConnection.Answer answer, int status, String named) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertProblem(answer.headers().getOrDefault("content-type", ""), answer.body(), status, named);
    }

    private static void assertProblem(String type, String body, int status, String named) {
        assertThat(type).startsWith("application/problem+json");
        JsonNode problem = NodeClient.parse(body);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.get("detail").asString()).isNotBlank().contains(named);
    }
}
