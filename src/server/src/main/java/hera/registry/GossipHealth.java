package hera.registry;

import hera.registry.gossip.Gossip;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The health of gossip: out of service until the node has caught up with its peers. */
final class GossipHealth implements HealthIndicator {
    private final Gossip gossip;

    GossipHealth(Gossip gossip) {
        this.gossip = gossip;
    }

    @Override
    public Health health() {
        return gossip.isReady()
                ? Health.up().build()
                : Health.outOfService()
                        .withDetail("reason", "still asking the peers for what they know")
                        .build();
    }
}
