package hera.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.client.time.ClientMachine;
import hera.client.time.Ongoing;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JdkTransportTest {
    private static final long PATIENCE_SECONDS = 30;

    private final ClientMachine machine = ClientMachine.start("transport-test");
    private final Transport transport = transport();
    private final Heard heard = new Heard();

    private Transport transport() {
        CompletableFuture<Transport> made = new CompletableFuture<>();
        machine.execute(() -> made.complete(new JdkTransport(machine, machine.http(), null)));
        return made.join();
    }

    private static <T> CompletableFuture<T> withinPatience() {
        return new CompletableFuture<T>().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static final class Heard implements Receiver {
        final CompletableFuture<NodeAnswer> answer = withinPatience();
        final CompletableFuture<RequestFailure> failure = withinPatience();
        final CompletableFuture<Head> opened = withinPatience();
        final List<byte[]> received = new CopyOnWriteArrayList<>();

        @Override
        public void answered(NodeAnswer complete) {
            answer.complete(complete);
        }

        @Override
        public void failed(RequestFailure reason) {
            failure.complete(reason);
        }

        @Override
        public void opened(Head head) {
            opened.complete(head);
        }

        @Override
        public void received(byte[] bytes) {
            received.add(bytes);
        }
    }

    @AfterEach
    void close() {
        transport.close();
        machine.end();
    }

    private NodeRequest request(RawNode node, String method, boolean streamed, Predicate<Head> wanted) {
        return new NodeRequest(
                node.endpoint(),
                method,
                "/web?x=1",
                Map.of("Hera-Environment", "testing"),
                method.equals("PUT") ? "{\"é\":1}" : "",
                1_000,
                streamed,
                wanted);
    }

    private Ongoing send(RawNode node, String method) {
        return transport.send(request(node, method, false, head -> true), heard);
    }

    @Test
    void requestAndAnswerArriveWhole() throws IOException {
        List<String> bodies = new ArrayList<>();
        try (RawNode node = new RawNode((head, body, out) -> {
            bodies.add(body);
            RawNode.write(out, RawNode.answer(200, "Hera-Timestamp: 12\r\nETag: \"a\"\r\n", "{\"ü\":2}"));
            return true;
        })) {
            send(node, "PUT");
            NodeAnswer answer = heard.answer.join();
            assertThat(answer.text()).isEqualTo("{\"ü\":2}");
            assertThat(answer.head().number("hera-timestamp")).hasValue(12);
            assertThat(answer.head().header("etag")).isEqualTo("\"a\"");
            assertThat(bodies).containsExactly("{\"é\":1}");
            assertThat(node.requests().get(0))
                    .startsWith("PUT /web?x=1 HTTP/1.1\r\n")
                    .contains("Hera-Environment: testing");
        }
    }

    @Test
    void firstRequestAsksForNoUpgrade() throws IOException {
        try (RawNode node = new RawNode((head, body, out) -> {
            RawNode.write(out, RawNode.answer(204, "", ""));
            return true;
        })) {
            send(node, "GET");
            heard.answer.join();
            assertThat(node.requests().get(0))
                    .doesNotContainIgnoringCase("upgrade")
                    .doesNotContain("h2c");
        }
    }

    @Test
    void redirectIsNotFollowed() throws IOException {
        try (RawNode elsewhere = new RawNode((head, body, out) -> false);
                RawNode node = new RawNode((head, body, out) -> {
                    RawNode.write(
                            out, RawNode.answer(302, "Location: http://localhost:" + elsewhere.port() + "/\r\n", ""));
                    return true;
                })) {
            send(node, "GET");
            assertThat(heard.answer.join().status()).isEqualTo(302);
            assertThat(elsewhere.accepted()).isZero();
        }
    }

    @Test
    void proxyOfTheJvmIsNotUsed() throws IOException {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                throw new IllegalStateException("asked for a proxy to " + uri);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException error) {}
        });
        try (RawNode node = new RawNode((head, body, out) -> {
            RawNode.write(out, RawNode.answer(204, "", ""));
            return true;
        })) {
            Transport made = transport();
            made.send(request(node, "GET", false, head -> true), heard);
            assertThat(heard.answer.join().status()).isEqualTo(204);
            made.close();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void bodyIsBoundedWhileItIsRead() throws IOException {
        try (RawNode node = new RawNode((head, body, out) -> {
            RawNode.write(out, "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                RawNode.write(out, "64\r\n" + "x".repeat(100) + "\r\n");
            }
        })) {
            send(node, "GET");
            assertThat(heard.failure.join().kind()).isEqualTo(RequestFailure.Kind.TOO_LARGE);
            await().until(() -> node.connections() == 0);
        }
    }

    @Test
    void unwantedHeadClosesTheConnectionUnread() throws IOException {
        try (RawNode node = new RawNode((head, body, out) -> {
            RawNode.write(
                    out, "HTTP/1.1 421 X\r\nHera-Environment: production\r\nContent-Length: 900\r\n\r\n{\"web\":");
            return true;
        })) {
            transport.send(request(node, "GET", false, head -> head.status() != 421), heard);
            assertThat(heard.failure.join().kind()).isEqualTo(RequestFailure.Kind.UNWANTED);
            assertThat(heard.answer).isNotDone();
            await().until(() -> node.connections() == 0);
        }
    }

    @Test
    void bodyThatIsCutShortIsNoAnswer() throws IOException {
        try (RawNode node = new RawNode((head, body, out) -> {
            RawNode.write(out, "HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\n{}");
            return false;
        })) {
            send(node, "GET");
            assertThat(heard.failure.join().kind()).isEqualTo(RequestFailure.Kind.BROKEN);
        }
    }

    @Test
    void connectionClosedBeforeTheAnswerIsBroken() throws IOException {
        try (RawNode node = new RawNode((head, body, out) -> false)) {
            send(node, "PUT");
            assertThat(heard.failure.join().kind()).isEqualTo(RequestFailure.Kind.BROKEN);
        }
    }

    @Test
    void nobodyThereIsUnreachable() throws IOException {
        RawNode node = new RawNode((head, body, out) -> false);
        node.close();
        send(node, "GET");
        assertThat(heard.failure.join().kind()).isEqualTo(RequestFailure.Kind.UNREACHABLE);
    }

    @Test
    void cancelledRequestClosesItsConnectionAndSaysNothing() throws IOException {
        try (RawNode node = new RawNode((head, body, out) -> true)) {
            Ongoing[] sent = new Ongoing[1];
            machine.execute(() -> sent[0] = send(node, "GET"));
            await().until(() -> node.requests().size() == 1);
            machine.execute(() -> sent[0].cancel());
            await().until(() -> node.connections() == 0);
            CompletableFuture<Boolean> passed = new CompletableFuture<>();
            machine.execute(() -> passed.complete(true));
            passed.join();
            assertThat(heard.failure).isNotDone();
            assertThat(heard.answer).isNotDone();
        }
    }

    @Test
    void streamComesBitByBitAndEndsOnCancel() throws IOException {
        try (RawNode node = new RawNode((head, body, out) -> {
            RawNode.write(out, "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n");
            RawNode.write(out, "3\r\n:\n\n\r\n");
            RawNode.write(out, "3\r\n:\n\n\r\n");
            return true;
        })) {
            Ongoing[] sent = new Ongoing[1];
            machine.execute(() -> sent[0] = transport.send(request(node, "PUT", true, head -> true), heard));
            assertThat(heard.opened.join().status()).isEqualTo(200);
            await().until(() ->
                    heard.received.stream().mapToInt(bytes -> bytes.length).sum() == 6);
            assertThat(new String(heard.received.get(0), StandardCharsets.US_ASCII))
                    .startsWith(":");
            assertThat(heard.answer).isNotDone();
            machine.execute(() -> sent[0].cancel());
            await().until(() -> node.connections() == 0);
        }
    }

    @Test
    void streamThatTheNodeEndsHasEnded() throws IOException {
        try (RawNode node = new RawNode((head, body, out) -> {
            RawNode.write(out, "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n:\n\n\r\n0\r\n\r\n");
            return true;
        })) {
            transport.send(request(node, "PUT", true, head -> true), heard);
            assertThat(heard.failure.join().kind()).isEqualTo(RequestFailure.Kind.ENDED);
        }
    }

    @Test
    void closingEndsAllThreads() throws IOException {
        try (RawNode node = new RawNode((head, body, out) -> {
            RawNode.write(out, RawNode.answer(204, "", ""));
            return true;
        })) {
            send(node, "GET");
            heard.answer.join();
            transport.close();
            machine.end();
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getThreadGroup() != null
                            && thread.getThreadGroup().getName().equals("transport-test")
                            && thread.isAlive()));
        }
    }

    @Test
    void namesAreLookedUpAndLocalOnesKnown() {
        CompletableFuture<List<Resolved>> found = new CompletableFuture<>();
        transport.resolve("localhost", found::complete);
        assertThat(found.join()).isNotEmpty().allMatch(Resolved::local);
        CompletableFuture<List<Resolved>> literal = new CompletableFuture<>();
        transport.resolve("192.0.2.1", literal::complete);
        assertThat(literal.join()).containsExactly(new Resolved("192.0.2.1", false));
        assertThat(transport.localAddressTowards("127.0.0.1")).isEqualTo("127.0.0.1");
    }
}
