package hera.cloud;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The reactive discovery client. It never fails, and waits only for the first list of a service, on a thread that may be
 * blocked. While no node answers it goes on with the last good lists.
 */
public final class HeraReactiveDiscoveryClient implements ReactiveDiscoveryClient {
    private final WatchedServices services;
    private final ServiceNames names;
    private final int order;

    HeraReactiveDiscoveryClient(WatchedServices services, ServiceNames names, int order) {
        this.services = services;
        this.names = names;
        this.order = order;
    }

    @Override
    public String description() {
        return "Hera Reactive Discovery Client";
    }

    @Override
    public Flux<ServiceInstance> getInstances(String serviceId) {
        return Flux.defer(() -> {
            Flux<ServiceInstance> read = Flux.defer(() -> Flux.fromIterable(services.instances(serviceId)));
            return services.isAtHand(serviceId) ? read : read.subscribeOn(Schedulers.boundedElastic());
        });
    }

    @Override
    public Flux<String> getServices() {
        return Flux.defer(() -> {
            Flux<String> read = Flux.defer(() -> Flux.fromIterable(names.current()));
            return names.isAtHand() ? read : read.subscribeOn(Schedulers.boundedElastic());
        });
    }

    /** Completes at once: a registry that is away does not make this application unhealthy. */
    @Override
    public Mono<Void> reactiveProbe() {
        return Mono.empty();
    }

    @Override
    public int getOrder() {
        return order;
    }
}
