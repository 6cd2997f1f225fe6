package hera.cloud;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * The blocking discovery client. It never throws, and waits only for the first list of a service. While no node answers
 * it goes on with the last good lists.
 */
public final class HeraDiscoveryClient implements DiscoveryClient {
    private final WatchedServices services;
    private final ServiceNames names;
    private final int order;

    HeraDiscoveryClient(WatchedServices services, ServiceNames names, int order) {
        this.services = services;
        this.names = names;
        this.order = order;
    }

    @Override
    public String description() {
        return "Hera Discovery Client";
    }

    /** Returns the instances that are up, by id, in a new list. */
    @Override
    public List<ServiceInstance> getInstances(String serviceId) {
        return services.instances(serviceId);
    }

    /** Returns the names of all services, at most 5 s old while a node answers. */
    @Override
    public List<String> getServices() {
        return names.current();
    }

    /** Does nothing: a registry that is away does not make this application unhealthy. */
    @Override
    public void probe() {
        // The health contributor "hera" tells whether a node answers.
    }

    @Override
    public int getOrder() {
        return order;
    }
}
