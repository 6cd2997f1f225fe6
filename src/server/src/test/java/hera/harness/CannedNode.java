package hera.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A node whose answers are written down beforehand: the last one for a path is repeated. */
public final class CannedNode implements AutoCloseable {
    private record Canned(int status, String type, String body) {}

    private final HttpServer server;
    private final String scheme;
    private final Map<String, Deque<Canned>> answers = new HashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> credentials = Collections.synchronizedList(new ArrayList<>());

    /** Starts one that has nothing at any path. */
    public CannedNode() throws IOException {
        this("", HttpServer.create(anyPort(), 0));
    }

    private CannedNode(String scheme, HttpServer server) {
        this.scheme = scheme;
        this.server = server;
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Starts one that speaks TLS.
     *
     * @param wantsCertificate whether a client without a certificate gets no handshake
     */
    public static CannedNode withTls(SSLContext context, boolean wantsCertificate) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters connection) {
                SSLParameters parameters = context.getDefaultSSLParameters();
                parameters.setNeedClientAuth(wantsCertificate);
                connection.setSSLParameters(parameters);
            }
        });
        return new CannedNode("https://", server);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Where it is: host and port, {@code https://} before it if it speaks TLS. */
    public String address() {
        return scheme + hostAndPort();
    }

    /** Where it is: host and port. */
    public String hostAndPort() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The {@code Authorization} of each request, or {@code null}. */
    public List<String> credentials() {
        return List.copyOf(credentials);
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
        credentials.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
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
