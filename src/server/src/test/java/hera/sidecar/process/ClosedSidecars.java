package hera.sidecar.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sidecars of the built jar with {@code --security}, each before a backend of its own, and the members that they all look for. */
final class ClosedSidecars implements AutoCloseable {
    private final Path directory;
    private final List<Member> members = new ArrayList<>();

    /** Makes ready for members of these identities; none is started. */
    ClosedSidecars(Path directory, String... identities) throws IOException {
        this.directory = directory;
        for (String identity : identities) {
            members.add(new Member(identity));
        }
        Files.writeString(
                directory.resolve("hosts.json"),
                SidecarProcesses.json(members.stream().map(Member::address).toList()));
    }

    List<Member> members() {
        return members;
    }

    @Override
    public void close() {
        members.forEach(Member::close);
    }

    /** A sidecar and its backend, which tells its name and the {@code Authorization} that came to it. */
    final class Member {
        final String identity;
        final int http = FreePorts.any();
        final int ringpop = FreePorts.any();
        final int debug = FreePorts.any();
        private final Set<String> seen = ConcurrentHashMap.newKeySet();
        private final HttpServer backend;
        private final List<HeraProcess> running = new ArrayList<>();

        private Member(String identity) throws IOException {
            this.identity = identity;
            backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            backend.createContext("/", this::answer);
            backend.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            seen.add(exchange.getRequestURI().getPath());
            byte[] body = (identity + " " + exchange.getRequestHeaders().getFirst("Authorization")).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }

        String address() {
            return "127.0.0.1:" + ringpop;
        }

        /** Whether a request with that path has come to its backend. */
        boolean hasSeen(String path) {
            return seen.contains(path);
        }

        /** @param security the value of {@code --security} */
        Member start(String security) {
            running.add(HeraProcess.in(directory)
                    .flags(
                            "sidecar",
                            "--listen.http=127.0.0.1:" + http,
                            "--backend.url=http://127.0.0.1:"
                                    + backend.getAddress().getPort() + "/",
                            "--listen.ringpop=" + address(),
                            "--listen.debug=127.0.0.1:" + debug,
                            "--discovery.json.file=hosts.json",
                            "--ring.identity=" + identity,
                            "--key=header:key",
                            "--security=" + security)
                    .node());
            return this;
        }

        /** Waits until its log says this. */
        void awaitLog(String words) {
            await(identity + ": " + words).atMost(Cluster.PATIENCE).until(() -> log().contains(words));
        }

        String log() {
            StringBuilder all = new StringBuilder();
            running.forEach(process -> all.append(process.standardError()).append(process.standardOutput()));
            return all.toString();
        }

        /** The identities on its ring, as it tells one who has that token, by a client that trusts it. */
        List<String> onRing(HttpClient trusting, String token) {
            String ring = ask(trusting, debug, "/_ring", "Authorization", "Bearer " + token)
                    .body();
            List<String> found = new ArrayList<>();
            NodeClient.parse(ring).get("members").properties().forEach(member -> {
                if (member.getValue().get("on_ring").asBoolean()) {
                    found.add(member.getKey());
                }
            });
            return found;
        }

        private void close() {
            running.forEach(HeraProcess::close);
            backend.stop(0);
        }
    }

    /** Sends a GET over TLS; headers are names and values in turn. */
    static HttpResponse<String> ask(HttpClient client, int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException());
        }
    }
}
