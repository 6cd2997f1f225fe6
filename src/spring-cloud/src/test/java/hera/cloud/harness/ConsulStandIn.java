package hera.cloud.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of a Consul agent's HTTP interface that its starter uses: services are registered, deregistered and listed.
 * Every service is healthy. There is no Consul that a build could install.
 */
public final class ConsulStandIn implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String REGISTER = "/v1/agent/service/register";
    private static final String DEREGISTER = "/v1/agent/service/deregister/";
    private static final String HEALTHY = "/v1/health/service/";

    private final HttpServer server;
    private final Map<String, JsonNode> services = new ConcurrentSkipListMap<>();

    private ConsulStandIn(HttpServer server) {
        this.server = server;
    }

    /** Starts one at a free port. */
    public static ConsulStandIn start() throws IOException {
        ConsulStandIn consul =
                new ConsulStandIn(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50));
        consul.server.createContext("/", consul::handle);
        consul.server.start();
        return consul;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Registers a service as another program would. */
    public void register(String name, String address, int port) {
        services.put(name, JSON.valueToTree(Map.of("ID", name, "Name", name, "Address", address, "Port", port)));
    }

    /** The ports of a service's instances. */
    public List<Integer> ports(String name) {
        return services.values().stream()
                .filter(service -> service.path("Name").asString().equals(name))
                .map(service -> service.path("Port").asInt())
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.equals(REGISTER)) {
                JsonNode service = JSON.readTree(body);
                services.put(service.path("ID").asString(), service);
            } else if (path.startsWith(DEREGISTER)) {
                services.remove(path.substring(DEREGISTER.length()));
            }
            byte[] answer = JSON.writeValueAsString(answer(path)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("X-Consul-Index", "1");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object answer(String path) {
        if (path.startsWith(HEALTHY)) {
            return healthy(path.substring(HEALTHY.length()));
        }
        if (path.equals("/v1/catalog/services")) {
            Map<String, List<String>> names = new LinkedHashMap<>();
            services.values().forEach(service -> names.put(service.path("Name").asString(), List.of()));
            return names;
        }
        return path.equals("/v1/status/leader") ? "127.0.0.1:8300" : Map.of();
    }

    private List<Map<String, Object>> healthy(String name) {
        return services.values().stream()
                .filter(service -> service.path("Name").asString().equals(name))
                .map(service -> Map.<String, Object>of(
                        "Node",
                        Map.of("Node", "stand-in", "Address", "127.0.0.1"),
                        "Service",
                        Map.of(
                                "ID", service.path("ID").asString(),
                                "Service", name,
                                "Tags", List.of(),
                                "Meta", Map.of(),
                                "Address", service.path("Address").asString(),
                                "Port", service.path("Port").asInt()),
                        "Checks",
                        List.of()))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
