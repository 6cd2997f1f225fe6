package hera.spawn;

import hera.foundation.forward.Forwarder;
import hera.foundation.forward.Listener;
import hera.foundation.settings.HostName;
import hera.foundation.settings.ProgramVersion;
import hera.foundation.time.Loop;
import hera.foundation.time.SystemClock;
import hera.foundation.time.ThreadTimer;
import hera.foundation.time.Workers;
import hera.spawn.api.ApiHandlers;
import hera.spawn.api.ApiRouter;
import hera.spawn.api.SpawnMetrics;
import hera.spawn.delivery.HealthChecks;
import hera.spawn.delivery.NettyCourier;
import hera.spawn.edge.SpawnRouter;
import hera.spawn.edge.WriteIds;
import hera.spawn.queue.GroupWatcher;
import hera.spawn.queue.QueueEnvironment;
import hera.spawn.queue.Replicator;
import hera.spawn.sqlite.SqliteLog;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Spawn, put together. */
final class SpawnNode {
    private static final Logger log = LoggerFactory.getLogger(SpawnNode.class);
    private static final long LEAST_FREE_BYTES = 256L << 20;
    private static final int STOP_SECONDS = 10;
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String FILED = "filed";

    private final ThreadTimer core = new ThreadTimer("spawn-core");
    private final ThreadTimer background = new ThreadTimer("spawn-background");
    private final SystemClock clock = SystemClock.started();
    private final ExecutorService workers = Workers.named("spawn-worker");
    private final SqliteLog store;
    private final NettyCourier courier;
    private final Replicator replicator;
    private final HealthChecks health;
    private final Forwarder forwarder;
    private final Listener clients;
    private final Listener operators;

    /**
     * Starts.
     *
     * @throws IOException if the store or a port cannot be had, with the reason
     */
    SpawnNode(SpawnSettings settings) throws IOException {
        store = SqliteLog.open(settings.storeFile(), word(), this::onCore, System::nanoTime);
        Path answers = Path.of(settings.storeFile() + ".d", "answers");
        Files.createDirectories(answers);
        int threads = Runtime.getRuntime().availableProcessors();
        courier = new NettyCourier(settings.delivery(), store.bodies(), answers, this::onCore, threads);
        health = new HealthChecks(settings.health(), clock, workers);
        replicator = CompletableFuture.supplyAsync(() -> newReplicator(settings), this::onCore)
                .join();
        applyFile(settings);
        SpawnRouter router = new SpawnRouter(
                settings.edge(store.state().group()),
                replicator,
                new SpawnRouter.Surroundings(
                        clock, this::onCore, workers, store.bodies(), new WriteIds(word()), health::target));
        SpawnMetrics metrics =
                new SpawnMetrics(router.counts(), () -> clock.now().agingMillis(), store::syncs, store::syncSeconds);
        ApiHandlers handlers = new ApiHandlers(
                replicator.group(),
                store,
                metrics,
                () -> clock.now().agingMillis(),
                HostName.find(),
                ProgramVersion.get());
        forwarder = new Forwarder("spawn", threads, settings.forward(), System::nanoTime);
        try {
            clients = forwarder.listen(
                    new InetSocketAddress(settings.get(SpawnKeys.HOST), settings.get(SpawnKeys.PORT)), router);
            operators = forwarder.listen(
                    new InetSocketAddress(settings.get(SpawnKeys.API_HOST), settings.get(SpawnKeys.API_PORT)),
                    new ApiRouter(handlers, this::onCore, System::nanoTime));
        } catch (IOException e) {
            store.close();
            throw e;
        }
        new Loop("spawn-health", background, () -> TICK, () -> health.tick(replicator.group(), this::onCore))
                .start(Duration.ZERO);
        new Loop("spawn-tidy", background, () -> SECOND, this::tidy).start();
    }

    InetSocketAddress clientsAddress() {
        return clients.address();
    }

    InetSocketAddress operatorsAddress() {
        return operators.address();
    }

    List<String> nodes() {
        return replicator.group().gauges().stream()
                .map(gauge -> gauge.row().address().toString())
                .toList();
    }

    /** Takes nothing new, answers who waits, ends and records the deliveries under way; at most some seconds each. */
    void stop() {
        onCore(replicator::stop);
        clients.drain();
        clients.closeIdle();
        for (int tenths = 0; tenths < 10 * STOP_SECONDS && clients.exchanges() > 0; tenths++) {
            pause();
        }
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        onCore(() -> replicator.group().stop(() -> held.complete(true)));
        held.completeOnTimeout(false, STOP_SECONDS, TimeUnit.SECONDS).join();
        onCore(replicator::answerAll);
        store.close();
        forwarder.close();
        courier.close();
        log.info("event=stopped");
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void onCore(Runnable task) {
        core.after(Duration.ZERO, task);
    }

    private Replicator newReplicator(SpawnSettings settings) {
        QueueEnvironment environment =
                new QueueEnvironment(store, courier, core, clock, RandomGenerator.getDefault(), settings.queues());
        GroupWatcher logging = (node, event, detail) -> {
            if (event.equals("up")) {
                log.info("event=node-up node={}", node.address());
            } else {
                log.warn("event=node-{} node={} {}", event, node.address(), detail);
            }
        };
        return new Replicator(environment, store.state(), store.parked(), logging);
    }

    private void applyFile(SpawnSettings settings) throws IOException {
        List<NodeEntry> entries = settings.get(SpawnKeys.NODES);
        Set<String> before =
                store.note(FILED).lines().filter(line -> !line.isBlank()).collect(Collectors.toSet());
        Set<Long> busy = new HashSet<>(store.parked().keySet());
        store.state().nodes().stream()
                .filter(row -> row.position() < store.state().last())
                .forEach(row -> busy.add(row.id()));
        FileNodes changes = FileNodes.of(entries, before, store.state().nodes(), busy);
        CompletableFuture<Boolean> stored = new CompletableFuture<>();
        onCore(() -> replicator
                .group()
                .change(changes.rows(), Set.of(), changes.deleted(), saved -> stored.complete(saved.isPresent())));
        if (!stored.join()) {
            store.close();
            throw new IOException(
                    "The store %s did not take the nodes of the configuration".formatted(settings.storeFile()));
        }
        store.note(FILED, entries.stream().map(NodeEntry::line).collect(Collectors.joining("\n")));
    }

    private void tidy() {
        long free;
        try {
            free = store.bodies().freeBytes();
        } catch (IOException e) {
            log.warn("event=disk-not-measured reason={}", e.getMessage());
            return;
        }
        onCore(() -> {
            replicator
                    .group()
                    .problem(
                            free < LEAST_FREE_BYTES
                                    ? "Less than %d MiB of the store's disk are free.".formatted(LEAST_FREE_BYTES >> 20)
                                    : null);
            replicator.group().tidy();
        });
    }

    private static String word() {
        return new BigInteger(60, new SecureRandom()).toString(Character.MAX_RADIX);
    }
}
