package hera.sidecar.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hera.harness.Cluster;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import hera.harness.NodeClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sidecars of the built jar, each before a backend of the test's own. Ports stay a member's over its restarts. */
final class SidecarProcesses implements AutoCloseable {
    final List<Member> members = new ArrayList<>();
    private final Path directory;
    private List<String> source = List.of("--discovery.json.file=hosts.json");
    private final ExecutorService backends = Executors.newCachedThreadPool();

    /** Starts nothing yet; the flags are for every sidecar. */
    SidecarProcesses(Path directory, int size, String... flags) throws IOException {
        this(directory, Collections.nCopies(size, 0), flags);
    }

    /** Sidecars that are told of each other by the source that the flags name. */
    static SidecarProcesses bySource(Path directory, int size, String... flags) throws IOException {
        SidecarProcesses processes = new SidecarProcesses(directory, size, flags);
        processes.source = List.of();
        return processes;
    }

    /** As above; a backend's port that is not 0 is somebody else's. */
    SidecarProcesses(Path directory, List<Integer> backends, String... flags) throws IOException {
        this.directory = directory;
        for (int backend : backends) {
            members.add(new Member(backend, List.of(flags)));
        }
        Files.writeString(
                directory.resolve("hosts.json"),
                json(members.stream().map(Member::address).toList()));
    }

    /** Starts all at once, and waits until all see all; if that fails, none is left running. */
    SidecarProcesses start() {
        return start(members);
    }

    /** Starts these at once, and waits until they see each other. */
    SidecarProcesses start(Collection<Member> some) {
        try {
            startBeside(some);
            awaitRing(some);
            return this;
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Starts these at once, beside those that run. */
    static void startBeside(Collection<Member> some) {
        CompletableFuture.allOf(some.stream()
                        .map(member -> CompletableFuture.runAsync(member::start))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Ends and starts each member in turn, under a load of which no request may fail. */
    void restartInTurn(int requestsBetween) {
        try (CheckedLoad load = new CheckedLoad(members, members, 4)) {
            for (Member member : members) {
                load.awaitMore(requestsBetween);
                member.end();
                member.start();
                awaitRing(members);
            }
            load.awaitMore(requestsBetween);
            load.endWithoutFailure();
        }
    }

    /** Waits until each of these members has just these on its ring. */
    void awaitRing(Collection<Member> expected) {
        List<String> addresses = expected.stream().map(Member::address).toList();
        for (Member member : expected) {
            await("ring of " + member.address())
                    .atMost(Cluster.PATIENCE)
                    .untilAsserted(() -> assertThat(member.onRing()).containsExactlyInAnyOrderElementsOf(addresses));
        }
    }

    @Override
    public void close() {
        members.forEach(Member::close);
        backends.shutdownNow();
    }

    static String json(List<String> addresses) {
        return addresses.stream().map(address -> '"' + address + '"').collect(Collectors.joining(", ", "[", "]"));
    }

    /** A sidecar and its backend. */
    final class Member implements AutoCloseable {
        final int http = FreePorts.any();
        final int ringpop = FreePorts.any();
        final int debug = FreePorts.any();
        final CountDownLatch slowArrived = new CountDownLatch(1);
        final CountDownLatch slowMayEnd = new CountDownLatch(1);
        private @Nullable HeraProcess process;

        /** How often its backend saw each request that has an id. */
        final Map<String, Integer> seen = new ConcurrentHashMap<>();

        private final HttpServer backend;
        private final int backendPort;
        private final List<String> flags;

        private Member(int foreignPort, List<String> flags) throws IOException {
            this.flags = flags;
            backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            backend.setExecutor(backends);
            backend.createContext("/", this::answer);
            backend.start();
            backendPort = foreignPort == 0 ? backend.getAddress().getPort() : foreignPort;
        }

        private void answer(HttpExchange exchange) throws IOException {
            String id = exchange.getRequestHeaders().getFirst("id");
            if (id != null) {
                exchange.getRequestBody().readAllBytes();
                seen.merge(id, 1, Integer::sum);
            }
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                slowArrived.countDown();
                awaitSlow();
            }
            byte[] body = ("backend of " + address()).getBytes(UTF_8);
            exchange.getResponseHeaders().add("Set-Cookie", "a=1");
            exchange.getResponseHeaders().add("Set-Cookie", "b=2");
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }

        private void awaitSlow() {
            try {
                slowMayEnd.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void start() {
            process = HeraProcess.in(directory)
                    .flags(
                            "sidecar",
                            "--listen.http=127.0.0.1:" + http,
                            "--backend.url=http://127.0.0.1:" + backendPort + "/",
                            "--listen.ringpop=127.0.0.1:" + ringpop,
                            "--listen.debug=127.0.0.1:" + debug)
                    .flags(source.toArray(String[]::new))
                    .flags(flags.toArray(String[]::new))
                    .node();
        }

        /** SIGTERM; returns when it has ended, as it should. */
        void end() {
            process().terminate();
            assertThat(process().awaitExit()).isIn(0, 143);
        }

        HeraProcess process() {
            if (process == null) {
                throw new IllegalStateException("not started");
            }
            return process;
        }

        SidecarProcesses ring() {
            return SidecarProcesses.this;
        }

        String address() {
            return "127.0.0.1:" + ringpop;
        }

        NodeClient debug() {
            return new NodeClient(debug);
        }

        /** The addresses of the members on its ring. */
        List<String> onRing() {
            var members = debug().json("/_ring").get("members");
            List<String> found = new ArrayList<>();
            members.properties().forEach(member -> {
                if (member.getValue().get("on_ring").asBoolean()) {
                    found.add(member.getValue().get("address").asString());
                }
            });
            return found;
        }

        /** Waits until it has so many tunnels of clients open. */
        void awaitTunnels(int count) {
            await("tunnels at " + address())
                    .atMost(Cluster.PATIENCE)
                    .until(() -> debug().get("/metrics").body().contains("\nringpop_tunnels " + count + ".0\n"));
        }

        HttpResponse<String> ask(String path, String key) {
            return new NodeClient(http).get(path, "key", key);
        }

        @Override
        public void close() {
            slowMayEnd.countDown();
            if (process != null) {
                process.close();
            }
            backend.stop(0);
        }
    }
}
