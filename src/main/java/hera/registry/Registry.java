package hera.registry;

import hera.loop.Clock;
import hera.state.Replica;
import hera.wire.InstanceReader;
import io.micrometer.core.instrument.MeterRegistry;

/** The registry's API, put together. */
public final class Registry {
    private Registry() {}

    /**
     * The filter that answers clients.
     *
     * @param incarnation told apart from every other start of every node
     */
    public static RegistryFilter filter(
            Replica replica,
            InstanceReader reader,
            String incarnation,
            int maxNameBytes,
            Clock clock,
            MeterRegistry meters) {
        RegistryMetrics metrics = new RegistryMetrics(meters, replica);
        InstancesController instances = new InstancesController(
                replica, reader, new ServiceRenderings(replica), new Tags(incarnation), clock, metrics);
        return new RegistryFilter(instances, metrics, maxNameBytes);
    }
}
