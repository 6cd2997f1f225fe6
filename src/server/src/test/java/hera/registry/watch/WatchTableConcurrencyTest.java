package hera.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Cancellable;
import hera.foundation.time.Clock;
import hera.foundation.time.Moment;
import hera.foundation.time.ThreadTimer;
import hera.registry.replica.Delta;
import hera.registry.replica.InstanceContent;
import hera.registry.replica.Replica;
import hera.registry.replica.ReplicaBounds;
import hera.registry.resource.CachedResponse;
import hera.registry.resource.EntityTags;
import hera.registry.resource.RegistryPath;
import hera.registry.resource.Representation;
import hera.registry.resource.ResponseCache;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real threads race for the gap between making an answer and waiting for the next. */
class WatchTableConcurrencyTest {
    private static final ServiceName SERVICE = new ServiceName("web");
    private static final InstanceId ID = new InstanceId("1");
    private static final int ROUNDS = 1_000;
    private static final int CLIENTS = 3;

    private final ThreadTimer timer = new ThreadTimer("test-timer");
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final Clock clock = () -> {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        return new Moment(millis, millis);
    };
    private final Replica replica = new Replica(new NodeName("a"), new ReplicaBounds(600_000, 1000, 10), 1);
    private final EntityTags tags = new EntityTags("life");
    private final ResponseCache answers = new ResponseCache(replica, tags);
    private final WatchTable watches = new WatchTable(replica, answers, tags, clock, timer);

    @AfterEach
    void stop() {
        threads.shutdownNow();
        timer.close();
    }

    /** With one client alone: the look that another one causes would find a missed change, too. */
    @Test
    void aChangeBetweenTheAnswerAndTheWaitIsNeverMissed() throws Exception {
        Representation what = Representation.plain(new RegistryPath.OfService(SERVICE));
        CyclicBarrier start = new CyclicBarrier(2);
        for (int round = 0; round < ROUNDS; round++) {
            String body = "{\"n\":" + round + "}";
            Future<String> client = threads.submit(() -> {
                String known = answers.of(what, clock.now()).tag();
                start.await();
                return await(what, known).get(20, TimeUnit.SECONDS);
            });
            start.await();
            replica.put(
                    SERVICE, ID, new InstanceContent(body.getBytes(StandardCharsets.UTF_8)), Delta.NO_TTL, clock.now());
            assertThat(client.get()).isEqualTo("{\"1\":" + body + "}");
        }
    }

    @Test
    void clientsThatAskAgainAndAgainEndUpWithTheLastWrite() throws Exception {
        String last = "{\"1\":{\"n\":" + (ROUNDS * 20) + "}}";
        Representation what = Representation.plain(new RegistryPath.OfService(SERVICE));
        List<Future<String>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(() -> {
                String body = "";
                String known = "\"none\"";
                while (!body.equals(last)) {
                    CompletableFuture<CachedResponse> answer = new CompletableFuture<>();
                    watches.await(new PendingRead(what, known, answer::complete), Duration.ofSeconds(60));
                    known = answer.get(20, TimeUnit.SECONDS).tag();
                    body = new String(answer.get().body(), StandardCharsets.UTF_8);
                }
                return body;
            }));
        }
        for (int n = 1; n <= ROUNDS * 20; n++) {
            InstanceContent instance = new InstanceContent(("{\"n\":" + n + "}").getBytes(StandardCharsets.UTF_8));
            replica.put(SERVICE, ID, instance, Delta.NO_TTL, clock.now());
        }
        for (Future<String> client : clients) {
            assertThat(client.get(30, TimeUnit.SECONDS)).isEqualTo(last);
        }
    }

    private CompletableFuture<String> await(Representation what, String known) {
        CompletableFuture<String> body = new CompletableFuture<>();
        PendingRead waiter = new PendingRead(
                what, known, answer -> body.complete(new String(answer.body(), StandardCharsets.UTF_8)));
        Cancellable wait = watches.await(waiter, Duration.ofSeconds(60));
        return body.whenComplete((answer, failure) -> wait.cancel());
    }
}
