package hera.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node whose answers are written down beforehand: the last one for a path is repeated. */
public final class CannedNode implements AutoCloseable {
    private record Canned(int status, String type, String body) {}

    private final HttpServer server;
    private final Map<String, Deque<Canned>> answers = new HashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** Starts one that has nothing at any path. */
    public CannedNode() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Where it is: host and port. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Adds an answer of JSON. */
    public CannedNode on(String path, int status, String body) {
        return on(path, status, "application/json", body);
    }

    /** Adds an answer of that media type. */
    public CannedNode on(String path, int status, String type, String body) {
        synchronized (answers) {
            answers.computeIfAbsent(path, any -> new ArrayDeque<>()).add(new Canned(status, type, body));
        }
        return this;
    }

    /** Method, path and query, {@code Last-Event-ID} and body of each. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString();
        @Nullable String lastId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add("%s %s %s %s".formatted(exchange.getRequestMethod(), target, lastId, body));
        Canned canned = next(target);
        byte[] bytes = canned.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", canned.type());
        exchange.sendResponseHeaders(canned.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Canned next(String target) {
        synchronized (answers) {
            Deque<Canned> canned = answers.getOrDefault(target, new ArrayDeque<>());
            Canned next = canned.size() > 1 ? canned.poll() : canned.peek();
            return next != null
                    ? next
                    : new Canned(404, "application/json", "{\"detail\":\"nothing at " + target + "\"}");
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
