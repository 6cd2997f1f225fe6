package hera.cloud.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.ObjectMapper;

/** A node's HTTP in memory: it takes writes, and holds {@code /_watch} until something changes. */
public final class StubNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final Map<String, Map<String, Object>> services = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "stub-node");
        thread.setDaemon(true);
        return thread;
    });
    private final int port;
    private HttpServer server;
    private volatile boolean closing;

    public StubNode() {
        server = start(0);
        port = server.getAddress().getPort();
    }

    private HttpServer start(int at) {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 50);
            started.setExecutor(threads);
            started.createContext("/", this::handle);
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The property that names this node. */
    public String property() {
        return "hera.client.nodes=" + address();
    }

    /** Method and path of all requests so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public void put(String service, String id, String json) {
        put(service, id, JSON.readValue(json, Map.class));
    }

    private void put(String service, String id, Map<?, ?> instance) {
        lock.lock();
        try {
            Map<String, Object> list = new TreeMap<>(services.getOrDefault(service, Map.of()));
            list.put(id, instance);
            services.put(service, list);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public void remove(String service, String id) {
        lock.lock();
        try {
            Map<String, Object> list = new TreeMap<>(services.getOrDefault(service, Map.of()));
            list.remove(id);
            services.put(service, list);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The instances of a service, by id. */
    public Map<String, Object> list(String service) {
        return services.getOrDefault(service, Map.of());
    }

    /** The members of a service's only instance; empty if there is not exactly one. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> only(String service) {
        Map<String, Object> list = list(service);
        return list.size() == 1 ? (Map<String, Object>) list.values().iterator().next() : Map.of();
    }

    /** Stops the node, and ends the requests that it holds. */
    public void down() {
        closing = true;
        wake();
        server.stop(0);
    }

    /** Starts the node again at its port. */
    public void up() {
        closing = false;
        server = start(port);
    }

    @Override
    public void close() {
        down();
        threads.shutdownNow();
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (path) {
            case "/" -> answer(exchange, 200, JSON.writeValueAsString(counts()));
            case "/_nodes" ->
                answer(
                        exchange,
                        200,
                        "{\"n1\":{\"host\":\"127.0.0.1\",\"port\":%d,\"state\":\"alive\"}}".formatted(port));
            case "/_watch" -> watch(exchange, JSON.readValue(body, Map.class));
            default -> write(exchange, path.substring(1), body);
        }
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        services.forEach((service, list) -> {
            if (!list.isEmpty()) {
                counts.put(service, list.size());
            }
        });
        return counts;
    }

    private void write(HttpExchange exchange, String path, String body) throws IOException {
        String service = path.replaceFirst("/.*", "");
        String id = URLDecoder.decode(path.replaceFirst("[^/]*/", ""), StandardCharsets.UTF_8);
        if (exchange.getRequestMethod().equals("PUT")) {
            put(service, id, body);
        } else {
            remove(service, id);
        }
        exchange.getResponseHeaders().add("Hera-Timestamp", "7");
        answer(exchange, 204, "");
    }

    private void watch(HttpExchange exchange, Map<?, ?> tags) throws IOException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        lock.lock();
        try {
            while (differing(tags).isEmpty() && !closing && System.nanoTime() < end) {
                changed.await(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        Map<String, Object> differing = differing(tags);
        answer(
                exchange,
                differing.isEmpty() ? 204 : 200,
                differing.isEmpty() ? "" : JSON.writeValueAsString(differing));
    }

    private Map<String, Object> differing(Map<?, ?> tags) {
        Map<String, Object> found = new TreeMap<>();
        tags.forEach((name, tag) -> {
            Map<String, Object> list = services.getOrDefault((String) name, Map.of());
            String current = "\"" + Integer.toHexString(list.toString().hashCode()) + "\"";
            if (!current.equals(tag)) {
                found.put((String) name, Map.of("etag", current, "instances", list));
            }
        });
        return found;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] text = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
        if (text.length > 0) {
            exchange.getResponseBody().write(text);
        }
        exchange.close();
    }
}
