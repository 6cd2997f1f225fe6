package hera.registry.gossip;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.RawConnection;
import hera.harness.RunningNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Askers that leave while writes wake their held pulls, on a busy machine: half by a reset. Once that ended the writes with
 * 500, and gave the answers of one client's requests to another.
 */
class LeavingAskersTest {
    private static final int TURNS = 30;
    private static final int ASKERS = 120;
    private static final int READERS = 6;
    private static final int BUSY_LOOPS = 4;

    private final RunningNode node = new RunningNode();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicLong answers = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    @BeforeEach
    void begin() throws Exception {
        write("/steady/one", "{\"a\":1}");
        for (int i = 0; i < BUSY_LOOPS; i++) {
            run(this::spin);
        }
        for (int i = 0; i < READERS; i++) {
            String own = "/reader-" + i + "/x";
            run(() -> read(own));
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        done.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        node.close();
    }

    private long lastTimestamp;

    @Test
    void askersThatLeaveHarmNobody() throws Exception {
        for (int turn = 0; turn < TURNS; turn++) {
            List<Socket> askers = new ArrayList<>();
            for (int i = 0; i < ASKERS; i++) {
                askers.add(node.raw("GET /_deltas?test=" + lastTimestamp
                        + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=30\r\n\r\n"));
            }
            Thread leaving = new Thread(() -> leave(askers));
            leaving.start();
            for (int write = 0; write < 2; write++) {
                String body = "{\"turn\":" + turn + ",\"write\":" + write + "}";
                write("/waker/x", body);
                assertThat(node.get("/waker/x").body()).isEqualTo(body);
            }
            leaving.join();
        }
        assertThat(wrong).isEmpty();
        assertThat(answers).hasPositiveValue();
        DeltasService service =
                node.application().context().getBean(Gossip.class).service();
        await().atMost(Duration.ofSeconds(60)).until(() -> service.waiting() == 0);
    }

    private void write(String path, String body) throws Exception {
        HttpResponse<String> answer = node.put(path, body);
        assertThat(answer.statusCode()).isEqualTo(204);
        lastTimestamp = answer.headers().firstValueAsLong("Hera-Timestamp").orElseThrow();
    }

    private static void leave(List<Socket> askers) {
        for (int i = 0; i < askers.size(); i++) {
            try (Socket asker = askers.get(i)) {
                if (i % 2 == 0) {
                    asker.setSoLinger(true, 0); // close sends a reset
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void read(String own) {
        try (RawConnection connection = new RawConnection(node.application().port())) {
            while (!done.get()) {
                check(connection, "GET /steady/one", "", 200, "{\"a\":1}");
                check(connection, "PUT " + own, "{\"own\":\"" + own + "\"}", 204, "");
                check(connection, "GET " + own, "", 200, "{\"own\":\"" + own + "\"}");
                check(connection, "GET /steady/none", "", 404, null);
                check(connection, "PUT /steady", "{}", 405, null);
            }
        } catch (IOException e) {
            wrong.add(own + ": " + e);
        }
    }

    private void check(RawConnection connection, String request, String content, int status, @Nullable String body)
            throws IOException {
        int length = content.getBytes(US_ASCII).length;
        RawConnection.Answer answer = connection
                .send(request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n" + content)
                .receive();
        answers.incrementAndGet();
        if (answer.status() != status || (body != null && !answer.body().equals(body))) {
            wrong.add(request + ": " + answer);
        }
    }

    private void spin() {
        while (!done.get()) {
            Thread.onSpinWait();
        }
    }

    private void run(Runnable task) {
        Thread thread = new Thread(task, "test-" + threads.size());
        threads.add(thread);
        thread.start();
    }
}
