package hera.spawn;

import hera.foundation.forward.Forwarder;
import hera.foundation.forward.Listener;
import hera.foundation.forward.Router;
import hera.foundation.forward.TlsEngines;
import hera.foundation.server.LogConfigurator;
import hera.foundation.settings.HostName;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.ProgramVersion;
import hera.foundation.settings.Setting;
import hera.foundation.time.Loop;
import hera.foundation.time.SystemClock;
import hera.foundation.time.ThreadTimer;
import hera.foundation.time.Workers;
import hera.spawn.api.ApiHandlers;
import hera.spawn.api.ApiRouter;
import hera.spawn.api.SpawnMetrics;
import hera.spawn.delivery.HealthChecks;
import hera.spawn.delivery.NettyCourier;
import hera.spawn.delivery.NodesTls;
import hera.spawn.door.SpawnDoor;
import hera.spawn.edge.AccessLog;
import hera.spawn.edge.SpawnRouter;
import hera.spawn.edge.WriteIds;
import hera.spawn.log.WriteBody;
import hera.spawn.queue.Group;
import hera.spawn.queue.QueueEnvironment;
import hera.spawn.queue.Replicator;
import hera.spawn.store.SqlLog;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition of a running Spawn. */
final class SpawnNode {
    private static final Logger log = LoggerFactory.getLogger(SpawnNode.class);
    private static final long LEAST_FREE_BYTES = 256L << 20;
    private static final int STOP_SECONDS = 10;
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String FILED = "filed";
    private static final String LISTED = "listed";

    private final ThreadTimer core = new ThreadTimer("spawn-core");
    private final ThreadTimer background = new ThreadTimer("spawn-background");
    private final SystemClock clock = SystemClock.started();
    private final ExecutorService workers = Workers.named("spawn-worker");
    private final SpawnDoor door;
    private final SpawnStore shared;
    private final SqlLog store;
    private final NettyCourier courier;
    private final RegistryNodes registry;
    private final AtomicBoolean checking = new AtomicBoolean();
    private final Replicator replicator;
    private final HealthChecks health;
    private final Forwarder forwarder;
    private final Listener clients;
    private final Listener operators;
    private final List<Loop> loops;
    private final @Nullable AccessLog access;
    private volatile long logBytes;

    /**
     * Starts.
     *
     * @throws InvalidSettingException with the reason, if the store or a port cannot be opened
     */
    SpawnNode(SpawnSettings settings) {
        door = new SpawnDoor(
                settings.secrets(),
                settings.name(),
                settings.isReachable() ? "network" : "loopback",
                clock,
                Instant.now());
        shared = SpawnStore.open(settings, this::onCore, workers);
        store = shared.log();
        access = access(settings);
        NodesTls tls = new NodesTls(SpawnDoor.toNodes(settings.secrets()));
        Path answers = answers(settings);
        int threads = Runtime.getRuntime().availableProcessors();
        courier = new NettyCourier(
                settings.delivery(), store.bodies(), tls, shared.leases(), answers, this::onCore, threads);
        health = new HealthChecks(settings.health(), tls, clock, workers);
        replicator = CompletableFuture.supplyAsync(() -> newReplicator(settings), this::onCore)
                .join();
        shared.follow(replicator.group());
        Loop looks = new Loop("spawn-look", background, shared::lookPause, shared::look);
        looks.start();
        applyFile(settings);
        registry = new RegistryNodes(
                replicator.group(),
                clock,
                settings.get(SpawnKeys.KEEP),
                lines(LISTED),
                listed -> store.note(LISTED, String.join("\n", listed)));
        SpawnRouter router = new SpawnRouter(
                settings.edge(store.state().group()),
                replicator,
                new SpawnRouter.Surroundings(
                        clock,
                        this::onCore,
                        workers,
                        store.bodies(),
                        new WriteIds(SpawnStore.word()),
                        access,
                        health::target));
        SpawnMetrics metrics = new SpawnMetrics(
                router.counts(),
                door.report(),
                () -> clock.now().agingMillis(),
                () -> logBytes,
                store::syncs,
                store::syncSeconds);
        ApiHandlers handlers = new ApiHandlers(
                replicator.group(),
                store,
                this::readStart,
                metrics,
                () -> clock.now().agingMillis(),
                settings.get(SpawnKeys.MAX_LAG),
                door.report(),
                new LogConfigurator.Levels(settings.get(SpawnKeys.LOG_LEVEL)),
                HostName.find(),
                ProgramVersion.get());
        forwarder = new Forwarder("spawn", threads, settings.forward(), System::nanoTime);
        operators = listen(
                settings,
                SpawnKeys.API_HOST,
                SpawnKeys.API_PORT,
                new ApiRouter(handlers, door.guard(), door.hasPage(), this::onCore, System::nanoTime),
                door.operators());
        clients = listen(settings, SpawnKeys.HOST, SpawnKeys.PORT, router, door.clients());
        Loop checks =
                new Loop("spawn-health", background, () -> TICK, () -> health.tick(replicator.group(), this::onCore));
        Loop tidying = new Loop("spawn-tidy", background, () -> SECOND, this::tidy);
        Loop leases = new Loop("spawn-lease", background, () -> TICK, shared::tick);
        loops = List.of(checks, tidying, leases, looks);
        follow(settings);
        shared.share(settings);
        leases.start();
        checks.start(Duration.ZERO);
        tidying.start();
    }

    private static Path answers(SpawnSettings settings) {
        try {
            return Files.createDirectories(settings.folder().resolve("answers"));
        } catch (IOException e) {
            throw new InvalidSettingException(SpawnKeys.STORE.key(), "no folder can be made beside it: " + e);
        }
    }

    private @Nullable AccessLog access(SpawnSettings settings) {
        String name = settings.get(SpawnKeys.LOG_ACCESS);
        if (name.isEmpty()) {
            return null;
        }
        try {
            OutputStream out =
                    name.equals("-") ? new FileOutputStream(FileDescriptor.out) : new FileOutputStream(name, true);
            return new AccessLog(new BufferedOutputStream(out), workers);
        } catch (IOException e) {
            throw unusable(SpawnKeys.LOG_ACCESS.key(), "cannot be written: " + e.getMessage());
        }
    }

    private Listener listen(
            SpawnSettings settings,
            Setting<SpawnSettings, String> host,
            Setting<SpawnSettings, Integer> port,
            Router to,
            @Nullable TlsEngines tls) {
        InetSocketAddress address = new InetSocketAddress(settings.get(host), settings.get(port));
        try {
            if (address.isUnresolved()) {
                throw unusable(host.key(), "%s is no known host".formatted(settings.get(host)));
            }
            return host == SpawnKeys.HOST
                    ? forwarder.listenInTurn(address, to, settings.clients(clock), tls)
                    : forwarder.listen(address, to, Listener.Limits.of(settings.forward()), tls);
        } catch (IOException e) {
            boolean here = e.getCause() instanceof BindException bind
                    && String.valueOf(bind.getMessage()).contains("assign");
            throw unusable(here ? host.key() : port.key(), String.valueOf(e.getMessage()));
        }
    }

    /** Closes the store and returns the error of a setting. */
    private InvalidSettingException unusable(String key, String reason) {
        shared.close();
        return new InvalidSettingException(key, reason);
    }

    private void readStart(String name, Consumer<byte[]> done) {
        workers.execute(() -> {
            byte[] start = new byte[0];
            try {
                start = store.bodies().start(name, WriteBody.MOST_INLINE);
            } catch (IOException e) {
                log.warn("event=body-not-read file={} reason={}", name, e.getMessage());
            }
            done.accept(start);
        });
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

    /**
     * Stops: accepts nothing new, answers waiting clients, ends and records the deliveries under way; each step takes
     * at most some seconds.
     */
    void stop() {
        loops.forEach(Loop::stop);
        registry.close();
        onCore(replicator::stop);
        clients.drain();
        clients.closeIdle();
        for (int tenths = 0; tenths < 10 * STOP_SECONDS && isServing(tenths); tenths++) {
            pause();
        }
        shared.leave();
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        onCore(() -> replicator.group().stop(() -> held.complete(true)));
        held.completeOnTimeout(false, STOP_SECONDS, TimeUnit.SECONDS).join();
        onCore(replicator::answerAll);
        shared.close();
        forwarder.close();
        door.close();
        courier.close();
        if (access != null) {
            access.close();
        }
        log.info("event=stopped");
    }

    /** Whether a request is open; in the first second also, whether one may come on a connection that has just been opened. */
    private boolean isServing(int tenths) {
        return clients.exchanges() > 0 || (tenths < 10 && clients.hasClients());
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
        QueueEnvironment environment = new QueueEnvironment(
                store,
                shared.shared(),
                shared.leases(),
                courier,
                core,
                clock,
                RandomGenerator.getDefault(),
                settings.queues());
        Group.Watcher logging = (node, event, detail) -> {
            if (event.equals("up")) {
                log.info("event=node-up node={}", node.address());
            } else {
                log.warn("event=node-{} node={} {}", event, node.address(), detail);
            }
        };
        return new Replicator(environment, store.state(), store.parked(), logging);
    }

    private void applyFile(SpawnSettings settings) {
        List<ConfiguredNode> entries = settings.get(SpawnKeys.NODES);
        Set<String> before = lines(FILED);
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
            throw unusable(SpawnKeys.STORE.key(), "it did not take the nodes of the configuration");
        }
        store.note(FILED, entries.stream().map(ConfiguredNode::line).collect(Collectors.joining("\n")));
    }

    /** Follows the registry's list of nodes, if there is to be one. */
    private void follow(SpawnSettings settings) {
        RegistrySource from = RegistrySource.of(settings);
        if (from != null) {
            String name = settings.get(SpawnKeys.NAME);
            try {
                registry.start(
                        from, name.isEmpty() ? null : name, clients.address().getPort(), this::onCore);
            } catch (IllegalArgumentException e) {
                throw unusable(SpawnKeys.NAME.key(), "is no name of a service: " + e.getMessage());
            }
        }
    }

    /** Returns the lines of a note, none at the first start. */
    private Set<String> lines(String note) {
        try {
            return store.note(note).lines().filter(line -> !line.isBlank()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw unusable(SpawnKeys.STORE.key(), String.valueOf(e.getMessage()));
        }
    }

    /** Looks at the store's size; one look at a time, because a store that is away is slow. */
    private void lookAtStore() {
        if (checking.compareAndSet(false, true)) {
            workers.execute(() -> {
                try {
                    logBytes = store.bytes();
                } finally {
                    checking.set(false);
                }
            });
        }
    }

    private void tidy() {
        lookAtStore();
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
            registry.tick();
        });
    }
}
