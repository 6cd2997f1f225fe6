package hera.client.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meters in Micrometer's global registry, where Spring Boot and others look for them. The counts of several clients of a
 * process add up; of a list that several watch, one of them tells. What a registry throws is logged and harms nothing.
 */
final class MicrometerMeters implements ClientMeters {
    /** So many nodes are counted each by itself, those beyond as one: addresses of containers would never end. */
    static final int MOST_NODES = 100;

    /** So many lists are measured. */
    static final int MOST_SERVICES = 100;

    static final String OTHER_NODES = "other";

    private static final Logger log = LoggerFactory.getLogger(MicrometerMeters.class);
    private static final String AGE = "hera.client.list.age";
    private static final String INSTANCES = "hera.client.instances";
    private static final String SERVICE = "service";

    private final MeterRegistry registry = Metrics.globalRegistry;
    private final Map<String, Map<RequestOutcome, Counter>> requests = new HashMap<>();
    private final Map<RequestOutcome, Counter> heartbeats = new HashMap<>();
    private final Map<String, Meter> lists = new HashMap<>();
    private @Nullable Meter age;

    @Override
    public void requested(String node, RequestOutcome outcome) {
        String tag = requests.containsKey(node) || requests.size() < MOST_NODES ? node : OTHER_NODES;
        quietly(() -> requests.computeIfAbsent(tag, name -> new HashMap<>())
                .computeIfAbsent(
                        outcome,
                        result -> Counter.builder("hera.client.requests")
                                .description("Requests to nodes by what became of them")
                                .tag("node", tag)
                                .tag("result", result.toString())
                                .register(registry))
                .increment());
    }

    @Override
    public void sentHeartbeat(RequestOutcome outcome) {
        quietly(() -> heartbeats
                .computeIfAbsent(
                        outcome,
                        result -> Counter.builder("hera.client.heartbeats")
                                .description("Heartbeats to nodes by what became of them")
                                .tag("result", result.toString())
                                .register(registry))
                .increment());
    }

    @Override
    public void measureAge(Supplier<Number> seconds) {
        quietly(() -> {
            if (age == null && registry.find(AGE).gauge() == null) {
                age = Gauge.builder(AGE, seconds)
                        .description("Time since a node last confirmed the oldest list")
                        .baseUnit("seconds")
                        .register(registry);
            }
        });
    }

    @Override
    public void measureInstances(String service, Supplier<Number> size) {
        quietly(() -> {
            if (!lists.containsKey(service)
                    && lists.size() < MOST_SERVICES
                    && registry.find(INSTANCES).tag(SERVICE, service).gauge() == null) {
                lists.put(
                        service,
                        Gauge.builder(INSTANCES, size)
                                .description("Instances that are up in the list of a service")
                                .tag(SERVICE, service)
                                .register(registry));
            }
        });
    }

    @Override
    public void forget(String service) {
        remove(lists.remove(service));
    }

    @Override
    public void close() {
        remove(age);
        lists.values().forEach(this::remove);
        lists.clear();
    }

    private void remove(@Nullable Meter meter) {
        if (meter != null) {
            quietly(() -> registry.remove(meter));
        }
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) { // a registry of the program's
            log.debug("event=meter-failed", e);
        }
    }
}
