package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.RawConnection;
import hera.harness.RawConnection.Answer;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Clients that send one request after another, each on a connection of its own. They honour {@code Connection: close}, go to
 * the next member when one takes no connections, and keep what became of each request.
 */
final class CheckedLoad implements AutoCloseable {
    /** In place of a status: the answer had begun when the connection ended, as the backend's does when its member is killed. */
    static final int BROKEN_OFF = 1;

    private static final int REQUESTS_A_CONNECTION = 25;

    private static final AtomicInteger LOADS = new AtomicInteger();

    private final String method;
    private final String name = "load-" + LOADS.incrementAndGet();
    private final List<Member> members;
    private final List<Member> backends;
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ExecutorService threads;
    private final List<CompletableFuture<Void>> clients;

    /** What became of a request: its status, 0 if the connection ended without an answer. */
    record Outcome(String id, int status, @Nullable String handledBy, String body) {
        boolean isWhole() {
            return status == 200 && body.equals("backend of " + handledBy);
        }
    }

    /**
     * A load of requests that may not be sent again.
     *
     * @param members whom the clients send to
     * @param backends all members, whose backends may see what is sent
     */
    CheckedLoad(List<Member> members, List<Member> backends, int clients) {
        this("POST", members, backends, clients);
    }

    /** As above, of a method, POST or GET. */
    CheckedLoad(String method, List<Member> members, List<Member> backends, int clients) {
        this.method = method;
        this.members = members;
        this.backends = backends;
        this.threads = Executors.newFixedThreadPool(clients);
        this.clients = IntStream.range(0, clients)
                .mapToObj(client -> CompletableFuture.runAsync(() -> run(client), threads))
                .toList();
    }

    /** Waits until so many more requests have ended. */
    void awaitMore(int count) {
        int goal = outcomes.size() + count;
        await("requests").atMost(Cluster.PATIENCE).until(() -> outcomes.size() >= goal);
    }

    /**
     * Stops, and returns what became of all requests. Each that was answered was seen by one backend once; a GET may be
     * sent again to another, and no backend sees it twice.
     */
    List<Outcome> end() {
        ended.set(true);
        clients.forEach(CompletableFuture::join);
        boolean once = method.equals("POST");
        for (Outcome outcome : outcomes) {
            List<Integer> seen = backends.stream()
                    .map(member -> member.seen.getOrDefault(outcome.id(), 0))
                    .filter(times -> times > 0)
                    .toList();
            assertThat(seen).as(outcome.toString()).allMatch(times -> times == 1);
            if (outcome.status() == 200) {
                assertThat(outcome.isWhole()).as(outcome.toString()).isTrue();
                assertThat(seen).as(outcome.toString()).isNotEmpty();
            }
            if (once) {
                assertThat(seen).as(outcome.toString()).hasSizeLessThanOrEqualTo(outcome.status() == 503 ? 0 : 1);
            }
        }
        return List.copyOf(outcomes);
    }

    /** The same, where none may have failed. */
    void endWithoutFailure() {
        assertThat(end()).filteredOn(outcome -> outcome.status() != 200).isEmpty();
    }

    @Override
    public void close() {
        ended.set(true);
        threads.shutdown();
    }

    private void run(int client) {
        int at = client;
        for (int turn = 0; !ended.get(); turn++) {
            at++;
            try (RawConnection connection = new RawConnection(members.get(at % members.size()).http)) {
                converse(connection, name + "-client-" + client + "-" + turn);
            } catch (IOException nobodyListens) {
                Thread.onSpinWait();
            }
        }
    }

    private void converse(RawConnection connection, String name) {
        boolean kept = true;
        for (int i = 0; kept && i < REQUESTS_A_CONNECTION && !ended.get(); i++) {
            String id = name + "-" + i;
            try {
                Answer answer = connection
                        .send(method + " /load HTTP/1.1\r\nHost: h\r\nkey: " + id + "\r\nid: " + id
                                + (method.equals("GET") ? "\r\n\r\n" : "\r\nContent-Length: 5\r\n\r\nhello"))
                        .receive();
                int status = isWhole(answer) ? answer.status() : BROKEN_OFF;
                outcomes.add(new Outcome(id, status, answer.headers().get("x-ringpop-handled-by"), answer.body()));
                kept = status != BROKEN_OFF
                        && !"close".equalsIgnoreCase(answer.headers().get("connection"));
            } catch (IOException e) {
                outcomes.add(new Outcome(id, 0, null, String.valueOf(e.getMessage())));
                kept = false;
            }
        }
    }

    private static boolean isWhole(Answer answer) {
        return answer.body().length() == Integer.parseInt(answer.headers().getOrDefault("content-length", "0"));
    }
}
