package hera.harness;

import hera.foundation.names.NodeName;
import hera.foundation.server.HeraServer;
import hera.registry.RegistryNode;
import hera.registry.settings.RegistrySettings;
import hera.registry.settings.RegistrySettingsBuilder;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A node in this process, on a free port, and a client of it. */
public final class RunningNode implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HeraServer node;

    public RunningNode(UnaryOperator<RegistrySettingsBuilder> settings) {
        RegistrySettings made = settings.apply(
                        RegistrySettings.named(new NodeName("test")).port(0))
                .build();
        node = RegistryNode.start(made);
    }

    public RunningNode() {
        this(settings -> settings);
    }

    public HeraServer application() {
        return node;
    }

    @Override
    public void close() {
        node.close();
    }

    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + node.port() + path));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = to(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        return send(to(path).PUT(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(to(path).DELETE());
    }

    /** The tag that the path's answer has now. */
    public String tag(String path) throws IOException, InterruptedException {
        return get(path).headers().firstValue("ETag").orElseThrow();
    }

    /** The value of a metric, 0 where there is none. */
    public double metric(String name) throws IOException, InterruptedException {
        return get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** A connection over which the request has been sent. */
    public Socket raw(String request) throws IOException {
        Socket socket = new Socket("localhost", node.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
