package hera.cloud;

import hera.client.HeraClient;
import hera.client.Node;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health contributor: up while a node answers, else unknown, which does not change the health of an application. It
 * shows the result of the last request to a node, some seconds old at most.
 */
final class HeraHealthIndicator implements HealthIndicator {
    private final HeraClient client;
    private final ServiceNames names;
    private final @Nullable HeraRegistration registration;

    HeraHealthIndicator(HeraClient client, ServiceNames names, @Nullable HeraRegistration registration) {
        this.client = client;
        this.names = names;
        this.registration = registration;
    }

    @Override
    public Health health() {
        String failure = names.failure();
        Health.Builder health = failure == null ? Health.up() : Health.unknown().withDetail("reason", failure);
        health.withDetail("nodes", client.nodes().stream().map(Node::toString).toList());
        hera.client.Registration live = registration == null ? null : registration.live();
        if (live != null) {
            health.withDetail("registration", live.state().name());
        }
        return health.build();
    }
}
