package hera.registry.api;

import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.registry.replica.Replica;
import hera.registry.settings.Limits;
import hera.registry.wire.InstanceReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.Supplier;

/** The registry's API, put together. */
public final class Registry implements AutoCloseable {
    private final RegistryRouter filter;
    private final BatchController batches;
    private final PrometheusController prometheus;
    private final WatchTable watches;
    private final ConnectionLeases holds;

    private Registry(
            RegistryRouter filter,
            BatchController batches,
            PrometheusController prometheus,
            WatchTable watches,
            ConnectionLeases holds) {
        this.filter = filter;
        this.batches = batches;
        this.prometheus = prometheus;
        this.watches = watches;
        this.holds = holds;
    }

    /**
     * The API to a replica.
     *
     * @param incarnation told apart from every other start of every node
     * @param timer for those who wait; what it runs may take some time when many do
     * @param vanished clients whose hosts no longer answer, though their connections are open
     */
    public static Registry of(
            Replica replica,
            InstanceReader reader,
            String incarnation,
            Limits limits,
            Clock clock,
            Timer timer,
            MeterRegistry meters,
            Supplier<Set<InetSocketAddress>> vanished) {
        RegistryMetrics metrics = new RegistryMetrics(meters, replica);
        EntityTags tags = new EntityTags(incarnation);
        ResponseCache answers = new ResponseCache(replica, tags);
        metrics.count(answers);
        WatchTable watches = new WatchTable(replica, answers, tags, clock, timer);
        LongReads held = new LongReads(watches, new RequestSlots(limits.maxHeldRequests(), meters));
        ConnectionLeases holds = new ConnectionLeases(replica, limits.maxHeldRegistrations(), clock, timer, vanished);
        metrics.show(holds);
        RegistryRouter filter = new RegistryRouter(
                new WriteHandler(replica, reader, clock, metrics, holds),
                new ReadHandler(replica, answers, held, clock, metrics),
                metrics,
                limits.maxNameBytes());
        return new Registry(
                filter,
                new BatchController(replica, reader, limits, clock, metrics),
                new PrometheusController(replica, limits.maxNameBytes(), clock, metrics),
                watches,
                holds);
    }

    /** What answers clients under the names of services. */
    public RegistryRouter filter() {
        return filter;
    }

    public BatchController batches() {
        return batches;
    }

    public PrometheusController prometheus() {
        return prometheus;
    }

    public OpenApiController openApi() {
        return new OpenApiController();
    }

    /** Answers all who wait, ends all streams, and holds nobody from now on. */
    @Override
    public void close() {
        holds.close();
        watches.close();
    }
}
