package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hera.harness.NodeClient;
import hera.harness.ProxyServer;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sidecars behind a real nginx or HAProxy, and before one. */
class SidecarProxiesIT {
    private static final int REQUESTS = 300;

    private static final String KEY = "key";

    @TempDir
    Path directory;

    private Path files;

    @BeforeEach
    void layOut() throws IOException {
        for (String program : List.of("nginx", "haproxy")) {
            assumeTrue(
                    ProxyServer.installed(program).isPresent(),
                    "no " + program + ": sidecars before and behind it are not tested");
        }
        files = Files.createDirectory(directory.resolve("files"));
        Files.writeString(files.resolve("page"), "x".repeat(1 << 20));
    }

    /** It ends each connection after a few answers, and each member's is often about to be. */
    @Test
    void nginxIsABackendWithAllThatItsFilesHave() throws IOException {
        String http = """
                keepalive_requests 7;
                server {
                    listen 127.0.0.1:PORT;
                    root %s;
                    location /echo { return 200 $request_method; }
                }
            """.formatted(files);
        try (ProxyServer nginx = ProxyServer.nginxBy(program("nginx"), directory, http);
                SidecarProcesses ring = new SidecarProcesses(
                                directory, List.of(nginx.port(), nginx.port()), "--key=header:key")
                        .start()) {
            NodeClient client = new NodeClient(ring.members.get(0).http);
            String key = KeyOwners.keyOf(ring.members.get(1), ring.members);
            HttpResponse<String> whole = client.get("/page", KEY, key);
            assertThat(whole.body()).hasSize(1 << 20);
            assertThat(KeyOwners.handledBy(whole)).isEqualTo(ring.members.get(1).address());
            String tag = whole.headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> known = client.get("/page", KEY, key, "If-None-Match", tag);
            assertThat(known.statusCode()).isEqualTo(304);
            HttpResponse<String> part = client.get("/page", KEY, key, "Range", "bytes=5-9");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo("xxxxx");
            HttpResponse<String> head = client.send("HEAD", "/page", BodyPublishers.noBody(), KEY, key);
            assertThat(head.headers().firstValue("Content-Length")).hasValue("" + (1 << 20));
            HttpResponse<String> refused = client.send("POST", "/page", BodyPublishers.ofString("b"), KEY, key);
            assertThat(refused.statusCode()).isEqualTo(405);
            assertThat(refused.body()).contains("nginx");
            for (int i = 0; i < REQUESTS; i++) {
                HttpResponse<String> echo = client.send("POST", "/echo", BodyPublishers.noBody(), KEY, key);
                assertThat(echo.body()).as("request " + i).isEqualTo("POST");
            }
        }
    }

    /** It closes a connection that is idle for a millisecond: just when the next request is about to use it. */
    @Test
    void haproxyMayCloseAConnectionJustBeforeItsNextUse() throws IOException {
        String configuration = """
            defaults
                mode http
                timeout connect 3s
                timeout client 20s
                timeout server 20s
                timeout http-keep-alive 1ms
            frontend in
                bind 127.0.0.1:PORT
                http-request return status 200 content-type text/plain string "here"
            """;
        try (ProxyServer haproxy = ProxyServer.haproxyBy(program("haproxy"), directory, configuration);
                SidecarProcesses ring = new SidecarProcesses(
                                directory, List.of(haproxy.port(), haproxy.port()), "--key=header:key")
                        .start()) {
            NodeClient client = new NodeClient(ring.members.get(0).http);
            String key = KeyOwners.keyOf(ring.members.get(1), ring.members);
            for (int i = 0; i < REQUESTS; i++) {
                HttpResponse<String> answer = client.get("/", KEY, key);
                assertThat(answer.body()).as("request " + i).isEqualTo("here");
            }
        }
    }

    /** Whichever member the proxy in front chooses, the client's own address has one owner; one member is killed. */
    @ParameterizedTest
    @ValueSource(strings = {"nginx", "haproxy"})
    void proxyInFrontKeepsTheClientsOwner(String program) throws IOException {
        try (SidecarProcesses ring = new SidecarProcesses(directory, 3).start();
                ProxyServer front = front(program, ring.members)) {
            NodeClient client = new NodeClient(front.port());
            checkOwners(client, ring.members, ring.members);
            Member killed = ring.members.get(2);
            List<Member> rest = ring.members.subList(0, 2);
            killed.process().kill();
            checkOwners(client, ring.members, rest);
            ring.awaitRing(rest);
            checkOwners(client, rest, rest);
            killed.start();
            ring.awaitRing(ring.members);
            checkOwners(client, ring.members, ring.members);
        }
    }

    private static void checkOwners(NodeClient client, List<Member> oneRing, List<Member> otherRing) {
        for (int i = 1; i <= 100; i++) {
            String address = "203.0.113." + i;
            HttpResponse<String> answer = client.get("/", "X-Forwarded-For", address);
            assertThat(answer.statusCode()).as(address).isEqualTo(200);
            assertThat(KeyOwners.handledBy(answer))
                    .as(address)
                    .isIn(KeyOwners.owner(address, oneRing), KeyOwners.owner(address, otherRing));
        }
    }

    private ProxyServer front(String program, List<Member> members) {
        String servers = IntStream.range(0, members.size())
                .mapToObj(i -> program.equals("nginx")
                        ? "server 127.0.0.1:" + members.get(i).http + ";\n"
                        : "    server s" + i + " 127.0.0.1:" + members.get(i).http + "\n")
                .collect(Collectors.joining());
        if (program.equals("nginx")) {
            String http = """
                upstream shop {
                    %s
                    keepalive 8;
                }
                server {
                    listen 127.0.0.1:PORT;
                    location / {
                        proxy_pass http://shop;
                        proxy_http_version 1.1;
                        proxy_set_header Connection '';
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    }
                }
                """.formatted(servers);
            return ProxyServer.nginxBy(program(program), directory, http);
        }
        String configuration = """
            defaults
                mode http
                option forwardfor
                option redispatch 1
                retries 3
                retry-on conn-failure empty-response
                timeout connect 3s
                timeout client 20s
                timeout server 20s
            frontend in
                bind 127.0.0.1:PORT
                default_backend shop
            backend shop
                balance roundrobin
            %s
            """.formatted(servers);
        return ProxyServer.haproxyBy(program(program), directory, configuration);
    }

    private static Path program(String name) {
        Optional<Path> program = ProxyServer.installed(name);
        return program.orElseThrow();
    }
}
