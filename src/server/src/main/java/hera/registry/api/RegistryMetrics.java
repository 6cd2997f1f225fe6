package hera.registry.api;

import hera.foundation.json.MalformedInputException.Reason;
import hera.registry.access.ClientShares;
import hera.registry.replica.Replica;
import hera.registry.resource.ResponseCache;
import hera.registry.watch.ConnectionLeases;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;

/** The registry's metrics. The values of every label are words in this file or kinds of bad input, so they are few. */
final class RegistryMetrics {
    /** Why requests are refused, beside the kinds of malformed input; MONITORING.md says what each means. */
    static final List<String> REASONS = List.of(
            "absent",
            "behind",
            "busy",
            ClientShares.REASON,
            "closing",
            "coding",
            "connections",
            "cross-site",
            "environment",
            "full",
            NewInstances.HEAP,
            "held",
            "held-registrations",
            "host",
            "method",
            "nowhere",
            "precondition",
            "rate",
            Batch.SCOPE);

    private final MeterRegistry registry;
    private final Counter puts;
    private final Counter deletes;
    private final Counter batched;
    private final Counter instanceReads;
    private final Counter serviceReads;
    private final Counter rootReads;
    private final Counter targetReads;
    private final Counter manyReads;

    RegistryMetrics(MeterRegistry registry, Replica replica) {
        this.registry = registry;
        this.puts = writes("put");
        this.deletes = writes("delete");
        this.batched = writes("batch");
        this.instanceReads = reads("instance");
        this.serviceReads = reads("service");
        this.rootReads = reads("services");
        this.targetReads = reads("targets");
        this.manyReads = reads("watch");
        REASONS.forEach(this::rejections);
        for (Reason reason : Reason.values()) {
            rejections(reason.name().toLowerCase(Locale.ROOT));
        }
        Gauge.builder("hera.entries", replica, r -> r.stats().live())
                .description("Live instances held")
                .register(registry);
        Gauge.builder("hera.services", replica, r -> r.stats().services())
                .description("Services known")
                .register(registry);
        FunctionCounter.builder("hera.expired", replica, r -> r.stats().expired())
                .description("Instances that expired")
                .register(registry);
    }

    void show(ConnectionLeases leases) {
        Gauge.builder("hera.held.registrations", leases, ConnectionLeases::count)
                .description("Registrations that are held by their connections")
                .register(registry);
    }

    void count(ResponseCache responses) {
        FunctionCounter.builder("hera.renderings", responses, ResponseCache::renderings)
                .description("Answers made anew because a service or the counts changed")
                .register(registry);
    }

    void put() {
        puts.increment();
    }

    void delete() {
        deletes.increment();
    }

    void batch(long lines) {
        batched.increment((double) lines);
    }

    void readInstance() {
        instanceReads.increment();
    }

    void readService() {
        serviceReads.increment();
    }

    void readRoot() {
        rootReads.increment();
    }

    void readTargets() {
        targetReads.increment();
    }

    void readMany() {
        manyReads.increment();
    }

    void rejected(String reason) {
        rejections(reason).increment();
    }

    private Counter rejections(String reason) {
        return registry.counter("hera.rejected", "source", "client", "reason", reason);
    }

    private Counter writes(String kind) {
        return Counter.builder("hera.writes")
                .description("Accepted writes of clients")
                .tag("kind", kind)
                .register(registry);
    }

    private Counter reads(String kind) {
        return Counter.builder("hera.reads")
                .description("Answered reads of clients")
                .tag("kind", kind)
                .register(registry);
    }
}
