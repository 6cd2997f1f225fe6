package hera.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hera.client.http.RawNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The client with its own threads and real sockets; the node writes canned answers. */
class LiveClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicReference<String> list = new AtomicReference<>("{\"a\":{\"host\":\"h\",\"port\":1}}");

    private boolean handle(String head, String body, OutputStream out) throws IOException {
        if (head.startsWith("GET /_nodes")) {
            RawNode.write(out, RawNode.answer(200, "", "{}"));
        } else if (head.startsWith("PUT")) {
            RawNode.write(out, RawNode.answer(204, "Hera-Timestamp: 5\r\n", ""));
        } else if (head.startsWith("DELETE")) {
            RawNode.write(out, RawNode.answer(204, "", ""));
        } else if (head.startsWith("POST /_watch") && body.contains("null")) {
            RawNode.write(
                    out,
                    RawNode.answer(200, "", "{\"web\":{\"etag\":\"\\\"1\\\"\",\"instances\":" + list.get() + "}}"));
        } else if (head.startsWith("GET / ")) {
            RawNode.write(out, RawNode.answer(200, "", "{\"web\":1}"));
        }
        return true;
    }

    private static HeraClient client(RawNode node) {
        return HeraClient.builder().node("127.0.0.1:" + node.port()).build();
    }

    private static List<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("hera-client") || name.startsWith("HttpClient-"))
                .toList();
    }

    @Test
    void exampleOfThePackageRuns() throws IOException {
        try (RawNode node = new RawNode(this::handle);
                HeraClient hera = client(node)) {
            Registration me = hera.register("web", Instance.of("h", 9000).with("zone", "eu"));
            Discovery web = hera.discover("web");
            assertThat(web.await(LONG)).isTrue();
            assertThat(web.pick().orElseThrow().host()).isEqualTo("h");
            assertThat(me.await(LONG)).isTrue();
            assertThat(me.timestamp()).hasValue(5);
            assertThat(hera.services()).containsOnlyKeys("web");
            assertThat(hera.nodes()).hasSize(1);
        }
    }

    @Test
    void closingLeavesNoThreadAndNoConnection() throws IOException {
        try (RawNode node = new RawNode(this::handle)) {
            HeraClient hera = client(node);
            hera.register("web", Instance.of("h", 9000)).await(LONG);
            Discovery web = hera.discover("web");
            web.await(LONG);
            web.onChange(change -> {}).close();
            hera.close();
            hera.close();
            assertThat(node.requests()).anyMatch(head -> head.startsWith("DELETE /web/h%3A9000"));
            await().atMost(LONG).until(() -> ownThreads().isEmpty());
            assertThatThrownBy(() -> hera.discover("web")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> hera.register("web", Instance.of("h", 1)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void manyServicesNeedTwoThreadsBesideTheHttpClients() throws IOException {
        try (RawNode node = new RawNode(this::handle);
                HeraClient hera = client(node)) {
            for (int i = 0; i < 200; i++) {
                hera.discover("s" + i).onChange(change -> {});
                hera.register("web", Instance.of("h", 9000).id("i" + i));
            }
            Discovery web = hera.discover("web");
            web.onChange(change -> {});
            web.await(LONG);
            assertThat(ownThreads().stream()
                            .filter(name -> name.startsWith("hera-client") && !name.contains("http"))
                            .filter(name -> !name.contains("hook")))
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void listenerThatBlocksStopsNeitherReadsNorHeartbeats() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        try (RawNode node = new RawNode(this::handle);
                HeraClient hera = client(node)) {
            hera.discover("web").onChange(change -> awaitQuietly(release));
            assertThat(hera.register("web", Instance.of("h", 9000)).await(LONG)).isTrue();
            assertThat(hera.discover("web").await(LONG)).isTrue();
            release.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void clientMayBeClosedByItsListener() throws IOException {
        try (RawNode node = new RawNode(this::handle)) {
            HeraClient hera = client(node);
            hera.register("web", Instance.of("h", 9000)).await(LONG);
            CompletableFuture<Boolean> closed = new CompletableFuture<>();
            hera.discover("web").onChange(change -> {
                hera.close();
                closed.complete(!Thread.currentThread().isInterrupted());
            });
            assertThat(closed.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                            .join())
                    .isTrue();
            await().atMost(LONG).until(() -> ownThreads().isEmpty());
        }
    }

    @Test
    void listenerMayCallTheClient() throws IOException {
        try (RawNode node = new RawNode(this::handle);
                HeraClient hera = client(node)) {
            CompletableFuture<Integer> seen = new CompletableFuture<>();
            Discovery web = hera.discover("web");
            web.onChange(change -> {
                Registration other = hera.register("other", Instance.of("h", 1));
                seen.complete(
                        other.await(LONG)
                                ? web.instances().size() + hera.services().size()
                                : -1);
            });
            assertThat(seen.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join())
                    .isEqualTo(2);
        }
    }

    @Test
    void listenersRunOnTheExecutorGiven() throws IOException {
        List<String> names = new CopyOnWriteArrayList<>();
        try (RawNode node = new RawNode(this::handle);
                HeraClient hera = HeraClient.builder()
                        .node("127.0.0.1:" + node.port())
                        .listenerExecutor(work -> new Thread(work, "mine").start())
                        .build()) {
            hera.discover("web")
                    .onChange(change -> names.add(Thread.currentThread().getName()));
            await().atMost(LONG).until(() -> names.contains("mine"));
        }
    }

    @Test
    void interruptedWaitEndsAndStaysInterrupted() throws IOException {
        try (RawNode node = new RawNode((head, body, out) -> true);
                HeraClient hera = client(node)) {
            Thread.currentThread().interrupt();
            assertThat(hera.discover("web").await(LONG)).isFalse();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void servicesSayWhyThereAreNone() throws IOException {
        RawNode gone = new RawNode(this::handle);
        gone.close();
        try (HeraClient hera = HeraClient.builder()
                .node("127.0.0.1:" + gone.port())
                .timeout(Duration.ofMillis(300))
                .build()) {
            assertThatThrownBy(hera::services)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("no node has answered");
        }
    }

    @Test
    void nodeThatClosesIdleConnectionsHasNotFailed() throws IOException {
        try (RawNode node = new RawNode(this::handle);
                HeraClient hera = client(node)) {
            Registration me = hera.register("web", Instance.of("h", 9000));
            assertThat(me.await(LONG)).isTrue();
            for (int i = 0; i < 20; i++) {
                node.closeConnections();
                me.update(Instance.of("h", 9000).with("n", i));
                assertThat(me.await(LONG)).isTrue();
            }
            assertThat(node.requests().stream().filter(head -> head.startsWith("GET /_nodes")))
                    .hasSizeLessThan(3);
        }
    }

    @Test
    void virtualThreadsMayUseIt() throws Exception {
        Method start;
        try {
            start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException e) {
            return; // Before JDK 21 there are none.
        }
        try (RawNode node = new RawNode(this::handle);
                HeraClient hera = client(node)) {
            List<Thread> threads = new ArrayList<>();
            List<Boolean> stood = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 100; i++) {
                String id = "i" + i;
                threads.add((Thread) start.invoke(null, (Runnable) () -> {
                    Registration me =
                            hera.register("web", Instance.of("h", 9000).id(id));
                    stood.add(me.await(LONG) && hera.discover("web").await(LONG));
                    me.close();
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(stood).hasSize(100).doesNotContain(false);
        }
    }
}
