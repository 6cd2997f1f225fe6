package hera.registry.process.closed;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.HeraProcess;
import hera.harness.TlsClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A folder in which {@code hera secure} was run, the nodes that were started there, and requests to them with its tokens. */
final class ClosedHome implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final List<HeraProcess> nodes = new ArrayList<>();

    /** Makes the folder {@code security} with certificates for nodes of those names. */
    ClosedHome(Path directory, String... names) {
        this.directory = directory;
        List<String> init = new ArrayList<>(List.of("init"));
        for (String name : names) {
            init.addAll(List.of("--node", name));
        }
        secure(init.toArray(String[]::new));
    }

    /** Runs {@code hera secure}, which must succeed. */
    void secure(String... arguments) {
        try (HeraProcess command =
                HeraProcess.in(directory).flags("secure").flags(arguments).toItsEnd()) {
            assertThat(command.awaitExit()).as(command.standardError()).isZero();
        }
    }

    /** Starts a node and waits until it listens. */
    HeraProcess node(String name, int port, String configuration) {
        try {
            Path home = Files.createDirectories(directory.resolve("home-" + name));
            HeraProcess node = HeraProcess.in(home)
                    .configuration("name: %s\nport: %d\nbind: 127.0.0.1\ngossip-interval: 0.5\n%s"
                            .formatted(name, port, configuration))
                    .node();
            nodes.add(node);
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that were started, in order. */
    List<HeraProcess> nodes() {
        return List.copyOf(nodes);
    }

    Path folder() {
        return directory.resolve("security");
    }

    Path authority() {
        return folder().resolve("ca.pem");
    }

    /** The value of {@code Authorization} with the token that stands in that name's file now. */
    String bearer(String name) {
        try {
            return "Bearer "
                    + Files.readString(folder().resolve("tokens").resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client that trusts the authority. */
    HttpClient client() {
        return TlsClient.trusting(authority()).http();
    }

    HttpRequest.Builder request(String scheme, int port, String path, String name) {
        return HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .header("Authorization", bearer(name));
    }

    static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException());
        }
    }

    static CompletableFuture<HttpResponse<String>> sendLater(HttpClient client, HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    static HttpRequest.Builder put(HttpRequest.Builder request, String body) {
        return request.PUT(BodyPublishers.ofString(body));
    }

    @Override
    public void close() {
        nodes.forEach(HeraProcess::close);
    }
}
