package hera.harness;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests to a node and takes its answers whatever their status. Paths are sent as they are given. */
public record NodeClient(int port) {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Sends a GET; headers are names and values in turn. */
    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    /** A heartbeat as {@code curl -XPUT -d} sends it. */
    public HttpResponse<String> put(String path, String body) {
        return put(path, body.getBytes(StandardCharsets.UTF_8));
    }

    public HttpResponse<String> put(String path, byte[] body) {
        return send("PUT", path, BodyPublishers.ofByteArray(body), "Content-Type", "application/x-www-form-urlencoded");
    }

    public HttpResponse<String> delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    public HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers) {
        try {
            return HTTP.send(request(method, path, body, headers), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException());
        }
    }

    /** A GET whose answer may be held. */
    CompletableFuture<HttpResponse<String>> getLater(String path, String... headers) {
        return HTTP.sendAsync(
                request("GET", path, BodyPublishers.noBody(), headers), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** The body of a GET, read as JSON. */
    public JsonNode json(String path) {
        return JSON.readTree(get(path).body());
    }

    /** Whether the node answers this path with 200. */
    public boolean has(String path) {
        return get(path).statusCode() == 200;
    }

    public static JsonNode parse(String json) {
        return JSON.readTree(json);
    }

    /** A text as a literal of JSON, which is one of JavaScript too. */
    public static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .method(method, body);
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder.build();
    }
}
