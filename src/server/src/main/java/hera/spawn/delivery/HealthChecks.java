package hera.spawn.delivery;

import hera.foundation.forward.Target;
import hera.foundation.time.Clock;
import hera.spawn.log.NodeRow;
import hera.spawn.queue.Group;
import hera.spawn.queue.NodeGauge;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The health checks of the nodes: at the interval while a node is up, each second while it is not. Thread-safe. */
public final class HealthChecks {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long WHEN_DOWN_MILLIS = 1000;
    private static final int MOST_BODY = 65_536;

    private final HealthSettings settings;
    private final NodesTls tls;
    private final Clock clock;
    private final ExecutorService workers;
    private final HttpClient client;
    private final Map<Long, Check> checks = new ConcurrentHashMap<>();

    /** The state of the checks of one node. */
    private static final class Check {
        private volatile long lastAging = Long.MIN_VALUE / 2;
        private volatile boolean running;
        private volatile @Nullable Target target;
        private volatile String address = "";
    }

    /** The reason why a node is not up; null if it is. */
    private record Health(@Nullable String fault) {}

    /**
     * @param tls of nodes that speak HTTPS
     * @param workers threads that may block
     */
    public HealthChecks(HealthSettings settings, NodesTls tls, Clock clock, ExecutorService workers) {
        this.settings = settings;
        this.tls = tls;
        this.clock = clock;
        this.workers = workers;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(tls.context())
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(workers)
                .build();
    }

    /** Begins the checks that are due; called some times a second. */
    public void tick(Group group, Executor core) {
        long now = clock.now().agingMillis();
        List<NodeGauge> gauges = group.gauges();
        checks.keySet().retainAll(gauges.stream().map(gauge -> gauge.row().id()).collect(Collectors.toSet()));
        for (NodeGauge gauge : gauges) {
            NodeRow row = gauge.row();
            Check check = checks.computeIfAbsent(row.id(), id -> new Check());
            long interval = gauge.isUp() ? settings.interval().toMillis() : WHEN_DOWN_MILLIS;
            if (!check.running && now - check.lastAging >= interval) {
                check.running = true;
                check.lastAging = now;
                workers.execute(() -> {
                    String fault = faultOf(check, row);
                    check.running = false;
                    core.execute(() -> group.checked(row.id(), fault == null, fault == null ? "" : fault));
                });
            }
        }
    }

    /** Returns the address of a node, null while its name has not been looked up. */
    public @Nullable Target target(NodeGauge gauge) {
        Check check = checks.get(gauge.row().id());
        return check == null ? null : check.target;
    }

    /** Returns why a node is not up, null if it is; blocks for as long as a check may take. */
    public @Nullable String faultOf(NodeRow row) {
        return faultOf(new Check(), row);
    }

    private @Nullable String faultOf(Check check, NodeRow row) {
        return run(check, row)
                .exceptionally(failed -> new Health(String.valueOf(failed.getMessage())))
                .join()
                .fault();
    }

    private CompletableFuture<Health> run(Check check, NodeRow row) {
        try {
            resolve(check, row);
        } catch (IOException e) {
            return CompletableFuture.completedFuture(new Health("its host name is not known"));
        }
        HttpRequest request = HttpRequest.newBuilder(
                        row.address().uri(row.secure() ? "https" : "http", settings.path()))
                .timeout(PATIENCE)
                .build();
        return client.sendAsync(request, BodyHandlers.ofInputStream())
                .thenApplyAsync(this::judge, workers)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failed -> new Health(reason(failed)));
    }

    private Health judge(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            int status = response.statusCode();
            if (status < 200 || status > 399) {
                return new Health("the health check answered " + status);
            }
            if (settings.pattern() == null) {
                return new Health(null);
            }
            String body = new String(in.readNBytes(MOST_BODY), StandardCharsets.UTF_8);
            return new Health(
                    settings.pattern().matcher(body).find() ? null : "the health check's body does not match");
        } catch (IOException e) {
            return new Health("the health check broke: " + e.getMessage());
        }
    }

    private void resolve(Check check, NodeRow row) throws IOException {
        String authority = row.address().toString();
        String address = row.secure() + " " + authority;
        Target known = check.target;
        InetAddress found = InetAddress.getByName(row.address().host());
        InetSocketAddress socket = new InetSocketAddress(found, row.address().port());
        if (known == null || !known.address().equals(socket) || !check.address.equals(address)) {
            check.target = new Target(socket, authority, "", row.secure() ? tls.to(row.address()) : null);
            check.address = address;
        }
    }

    private static String reason(Throwable failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}
