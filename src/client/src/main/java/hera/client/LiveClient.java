package hera.client;

import hera.client.cluster.Ask;
import hera.client.cluster.ClientSettings;
import hera.client.cluster.EnvironmentFence;
import hera.client.cluster.NodePool;
import hera.client.cluster.NodesReader;
import hera.client.cluster.Requests;
import hera.client.http.JdkTransport;
import hera.client.http.NodeAnswer;
import hera.client.http.Transport;
import hera.client.json.MalformedJsonException;
import hera.client.meters.ClientMeters;
import hera.client.nodes.KnownNode;
import hera.client.nodes.RequestKind;
import hera.client.text.LogText;
import hera.client.text.RegistryNames;
import hera.client.time.Chance;
import hera.client.time.ClientLoop;
import hera.client.time.ClientMachine;
import hera.client.time.Listeners;
import hera.client.time.Ongoing;
import hera.client.time.PauseDetector;
import hera.client.time.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running client: its parts, and what happens to all of them together. */
final class LiveClient implements HeraClient, NodePool.Listener {
    private static final Logger log = LoggerFactory.getLogger(LiveClient.class);
    private static final long SWEEP_MILLIS = 60_000;
    private static final double MILLIS = 1_000;

    private final ClientParts parts;
    private final ClientLoop loop;
    private final ServiceWatches watcher;
    private final PauseDetector pauses;
    private final Runnable afterClose;
    private final Set<LiveRegistration> registrations = ConcurrentHashMap.newKeySet();
    private final Map<String, LiveDiscovery> discoveries = new ConcurrentHashMap<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Signal ended;
    private volatile boolean isEnded;
    private @Nullable Ongoing pulse;
    private @Nullable Ongoing sweep;
    private @Nullable Ongoing limit;

    /** @param afterClose runs when everything has ended, on the thread that closes */
    LiveClient(
            ClientSettings settings,
            ClientLoop loop,
            RandomGenerator chance,
            Transport transport,
            Executor listeners,
            ClientMeters meters,
            Runnable afterClose) {
        EnvironmentFence environment = new EnvironmentFence(settings.environment());
        NodePool cluster = new NodePool(settings, loop, chance, transport, environment, meters);
        this.loop = loop;
        this.parts = new ClientParts(
                settings,
                loop,
                chance,
                transport,
                environment,
                cluster,
                new Requests(loop, transport, cluster, environment, meters),
                new Listeners(listeners, settings.listenerExecutor()),
                meters);
        this.watcher = new ServiceWatches(parts);
        this.pauses = new PauseDetector(loop.millis(), loop.wallMillis());
        this.afterClose = afterClose;
        this.ended = new Signal(loop);
        loop.execute(this::begin);
    }

    /** Starts a client with threads of its own. */
    static HeraClient start(ClientSettings settings) {
        SSLContext tls = settings.usesTls() ? tls(settings.sslContext()) : null;
        ClientMachine machine = ClientMachine.start("hera-client");
        CompletableFuture<Transport> made = new CompletableFuture<>();
        // On the loop's thread, so that the HTTP client's own thread is of its group.
        machine.execute(() -> made.complete(new JdkTransport(machine, machine.http(), tls)));
        AtomicReference<@Nullable Thread> hook = new AtomicReference<>();
        LiveClient client = new LiveClient(
                settings,
                machine,
                new Chance(ClientMachine.seed()),
                made.join(),
                machine.listeners(),
                ClientMeters.find(),
                () -> {
                    machine.end();
                    removeHook(hook.get());
                });
        if (settings.shutdownHook()) {
            Thread thread = ClientMachine.hook("hera-client-hook", client::close);
            hook.set(thread);
            addHook(thread);
        }
        return client;
    }

    private static SSLContext tls(@Nullable SSLContext given) {
        try {
            return given == null ? SSLContext.getDefault() : given;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    private static void addHook(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            log.debug("event=no-shutdown-hook reason=\"the JVM is ending\"");
        }
    }

    private static void removeHook(@Nullable Thread hook) {
        try {
            if (hook != null) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        } catch (IllegalStateException e) {
            log.trace("event=hook-stays reason=\"the JVM is ending\"");
        }
    }

    private void begin() {
        parts.cluster().start(this);
        pulse = loop.after(PauseDetector.PULSE_MILLIS, this::pulse);
        sweep = loop.after(SWEEP_MILLIS, this::sweep);
        parts.meters().measureAge(this::oldestSeconds);
    }

    private void pulse() {
        pulse = loop.after(PauseDetector.PULSE_MILLIS, this::pulse);
        if (pauses.pulse(loop.millis(), loop.wallMillis())) {
            log.debug("event=paused: everything that was under way is sent anew");
            registrations.forEach(LiveRegistration::resume);
            watcher.restart();
        }
        watcher.expire();
    }

    private void sweep() {
        sweep = loop.after(SWEEP_MILLIS, this::sweep);
        watcher.sweep();
        parts.meters().measureAge(this::oldestSeconds);
        discoveries.values().forEach(LiveDiscovery::measure);
    }

    private double oldestSeconds() {
        return discoveries.values().stream()
                .filter(LiveDiscovery::isWatched)
                .flatMap(list -> list.age().stream())
                .max(Comparator.naturalOrder())
                .map(age -> age.toMillis() / MILLIS)
                .orElse(Double.NaN);
    }

    @Override
    public void nodesChanged() {
        registrations.forEach(LiveRegistration::begin);
        parts.requests().sendWaiting();
    }

    @Override
    public void nodeFailed(KnownNode node) {
        watcher.forget(node);
        parts.requests().leave(node);
    }

    @Override
    public Registration register(String service, Instance instance) {
        return register(service, instance, Lease.DEFAULT);
    }

    @Override
    public Registration register(String service, Instance instance, Lease lease) {
        RegistryNames.checkedService(service);
        if (!instance.isLocal() && !instance.isUsable() && instance.id().isEmpty()) {
            throw new IllegalArgumentException("the instance has neither an id nor host and port: " + instance);
        }
        checkOpen();
        LiveRegistration registration = new LiveRegistration(service, instance, lease, parts, this::ended);
        registrations.add(registration);
        loop.execute(() -> {
            boundBackoff();
            registration.begin();
        });
        if (closing.get()) {
            registration.close();
        }
        return registration;
    }

    private void ended(LiveRegistration registration) {
        registrations.remove(registration);
        boundBackoff();
        if (closing.get() && registrations.isEmpty()) {
            end();
        }
    }

    private void boundBackoff() {
        long shortest = Long.MAX_VALUE;
        for (LiveRegistration registration : registrations) {
            Long lease = registration.lease().millis();
            shortest = Math.min(shortest, lease == null ? Heartbeat.ASSUMED_LEASE_MILLIS : lease);
        }
        parts.cluster().boundBackoff(shortest);
    }

    @Override
    public Discovery discover(String service) {
        checkOpen();
        RegistryNames.checkedService(service);
        return discoveries.compute(service, (name, known) -> {
            if (known != null && !known.isClosed()) {
                return known;
            }
            LiveDiscovery discovery = new LiveDiscovery(name, parts, watcher);
            loop.execute(() -> {
                watcher.add(discovery);
                discovery.measure();
            });
            return discovery;
        });
    }

    @Override
    public Map<String, Integer> services() {
        checkOpen();
        CompletableFuture<Map<String, Integer>> services = new CompletableFuture<>();
        Signal answered = new Signal(loop);
        AtomicReference<@Nullable Ongoing> request = new AtomicReference<>();
        loop.execute(() -> request.set(parts.requests().send(servicesAsk(), new Ask.Reply() {
            @Override
            public void answered(KnownNode node, NodeAnswer answer) {
                take(node, answer, services);
                answered.raise();
            }

            @Override
            public void tooLarge(KnownNode node) {
                services.completeExceptionally(new IOException("node " + node + ": the answer is too large"));
                answered.raise();
            }
        })));
        Duration timeout = parts.settings().timeout();
        if (!answered.await(services::isDone, timeout)) {
            loop.execute(() -> ServiceWatches.cancel(request.get()));
            throw new UncheckedIOException(
                    new IOException("no node has answered within %s; known are %s".formatted(timeout, nodes())));
        }
        if (services.isCompletedExceptionally()) {
            Throwable error = services.handle((read, thrown) -> thrown).join();
            throw new UncheckedIOException(
                    new IOException("the services could not be read: " + error.getMessage(), error));
        }
        return Map.copyOf(services.join());
    }

    private static void take(KnownNode node, NodeAnswer answer, CompletableFuture<Map<String, Integer>> services) {
        try {
            if (answer.status() == Ask.FORBIDDEN) {
                throw new IOException(LogText.of(answer.text()));
            }
            services.complete(NodesReader.services(answer.body()));
        } catch (MalformedJsonException | IOException e) {
            services.completeExceptionally(new IOException("node " + node + ": " + e.getMessage()));
        }
    }

    private Ask servicesAsk() {
        return new Ask(
                RequestKind.READ,
                "GET",
                "/",
                () -> Map.of("Accept", "application/json"),
                Ask.NO_BODY,
                parts.settings().timeout().toMillis(),
                ListReader.MOST_LIST_BYTES,
                status -> status == 200 || status == Ask.FORBIDDEN,
                Ask.Form.SHORT);
    }

    @Override
    public List<Node> nodes() {
        return parts.cluster().view().stream()
                .map(node ->
                        new Node(node.address(), Optional.ofNullable(node.name()), Optional.ofNullable(node.cluster())))
                .toList();
    }

    private void checkOpen() {
        if (closing.get()) {
            throw new IllegalStateException("the client is closed");
        }
    }

    @Override
    public void close() {
        beginToClose();
        boolean interrupted = Thread.interrupted();
        ended.await(() -> isEnded, LiveRegistration.CLOSE_LIMIT.plusMillis(500));
        afterClose.run();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins to deregister, and returns at once. */
    void beginToClose() {
        if (!closing.getAndSet(true)) {
            loop.execute(this::deregisterAll);
        }
    }

    ClientParts parts() {
        return parts;
    }

    boolean isEnded() {
        return isEnded;
    }

    private void deregisterAll() {
        limit = loop.after(LiveRegistration.CLOSE_LIMIT.toMillis(), this::end);
        if (registrations.isEmpty()) {
            end();
            return;
        }
        List.copyOf(registrations).forEach(LiveRegistration::deregister);
    }

    private void end() {
        if (isEnded) {
            return;
        }
        ServiceWatches.cancel(limit);
        ServiceWatches.cancel(pulse);
        ServiceWatches.cancel(sweep);
        watcher.close();
        parts.requests().close();
        parts.cluster().close();
        parts.transport().close();
        parts.meters().close();
        isEnded = true;
        ended.raise();
    }
}
