package hera.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node of the original design, as far as other nodes can see it. It asks {@code /_deltas?a=T1&b=T2} for the origins of
 * its own cluster map and no other, with the greatest timestamp seen of each; it answers four-member tuples with a
 * strictly greater timestamp as {@code application/json}, ignores what it does not understand, sends no header of
 * Hera's, and drops what is older than its liveness by its own wall clock. Thread-safe.
 */
public final class OriginalNode implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    private final String name;
    private final int port;
    private final long livenessMillis;
    private final long clockOffsetMillis;
    private final Map<String, Integer> cluster = new TreeMap<>();
    private final Map<String, Map<List<String>, Entry>> origins = new HashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ScheduledExecutorService polling = Executors.newSingleThreadScheduledExecutor();

    private @Nullable Fault fault;

    /** An answer to every pull that is none. */
    public record Fault(int status, String contentType, String body) {}

    private record Entry(JsonNode instance, long timestamp) {}

    /**
     * @param clockOffset how far its wall clock is ahead
     */
    public OriginalNode(String name, int port, Duration liveness, Duration clockOffset) {
        this.name = name;
        this.port = port;
        this.livenessMillis = liveness.toMillis();
        this.clockOffsetMillis = clockOffset.toMillis();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/_deltas", this::answer);
    }

    /** Adds a node to its cluster map. */
    public OriginalNode knows(String peer, int peerPort) {
        cluster.put(peer, peerPort);
        return this;
    }

    public OriginalNode start() {
        server.start();
        var unused = polling.scheduleWithFixedDelay(this::poll, 0, POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    public int port() {
        return port;
    }

    /** Takes a heartbeat, as one of its clients sends it. */
    public synchronized void put(String service, String id, String json) {
        Map<List<String>, Entry> own = origins.computeIfAbsent(name, key -> new HashMap<>());
        own.put(List.of(service, id), new Entry(JSON.readTree(json), Math.max(now(), newest(name) + 1)));
    }

    /** What it serves for the instance; null when it has none. */
    public synchronized @Nullable String get(String service, String id) {
        purge();
        return origins.values().stream()
                .map(entries -> entries.get(List.of(service, id)))
                .filter(entry -> entry != null)
                .max(Comparator.comparingLong(Entry::timestamp))
                .map(entry -> entry.instance().toString())
                .orElse(null);
    }

    public synchronized void fails(@Nullable Fault how) {
        fault = how;
    }

    /** The queries of all pulls that it was asked, oldest first. */
    public List<String> questions() {
        return questions;
    }

    @Override
    public void close() {
        polling.shutdownNow();
        server.stop(0);
    }

    private long now() {
        return System.currentTimeMillis() + clockOffsetMillis;
    }

    private long newest(String origin) {
        return origins.getOrDefault(origin, Map.of()).values().stream()
                .mapToLong(Entry::timestamp)
                .max()
                .orElse(0);
    }

    private void purge() {
        long oldest = now() - livenessMillis;
        origins.values().forEach(entries -> entries.values().removeIf(entry -> entry.timestamp() < oldest));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getQuery();
            questions.add(String.valueOf(query));
            Fault answer = answer(query);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized Fault answer(@Nullable String query) {
        if (fault != null) {
            return fault;
        }
        purge();
        ObjectNode answer = JSON.createObjectNode();
        parameters(query).forEach((origin, after) -> {
            Map<List<String>, Entry> entries = origins.get(origin);
            if (entries != null) {
                answer.set(origin, tuples(entries, after));
            }
        });
        return new Fault(200, "application/json", answer.toString());
    }

    private static ArrayNode tuples(Map<List<String>, Entry> entries, long after) {
        ArrayNode tuples = JSON.createArrayNode();
        entries.entrySet().stream()
                .filter(entry -> entry.getValue().timestamp() > after)
                .sorted(Comparator.comparingLong(entry -> entry.getValue().timestamp()))
                .forEach(entry -> tuples.addArray()
                        .add(entry.getKey().get(0))
                        .add(entry.getKey().get(1))
                        .add(entry.getValue().instance())
                        .add(entry.getValue().timestamp()));
        return tuples;
    }

    private static Map<String, Long> parameters(@Nullable String query) {
        Map<String, Long> parameters = new LinkedHashMap<>();
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                String[] parts = parameter.split("=", 2);
                parameters.put(parts[0], Long.parseLong(parts[1]));
            }
        }
        return parameters;
    }

    private void poll() {
        try {
            for (int peer : List.copyOf(cluster.values())) {
                pull(peer);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void pull(int peer) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + peer + "/_deltas?" + digest()))
                .timeout(Duration.ofSeconds(5))
                .build();
        String answer;
        try {
            answer = HTTP.send(request, BodyHandlers.ofString()).body();
        } catch (IOException peerIsAway) {
            return;
        }
        merge(JSON.readTree(answer));
    }

    private synchronized String digest() {
        List<String> named = new ArrayList<>();
        cluster.keySet().forEach(origin -> named.add(origin + "=" + newest(origin)));
        return String.join("&", named);
    }

    private synchronized void merge(JsonNode deltas) {
        for (Map.Entry<String, JsonNode> origin : deltas.properties()) {
            Map<List<String>, Entry> entries = origins.computeIfAbsent(origin.getKey(), key -> new HashMap<>());
            for (JsonNode tuple : origin.getValue()) {
                if (tuple.size() != 4) {
                    throw new IllegalStateException("not a tuple of the original protocol: " + tuple);
                }
                entries.put(
                        List.of(tuple.get(0).asString(), tuple.get(1).asString()),
                        new Entry(tuple.get(2), tuple.get(3).asLong()));
            }
        }
    }
}
