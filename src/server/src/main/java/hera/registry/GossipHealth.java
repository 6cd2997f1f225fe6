package hera.registry;

import hera.registry.gossip.Gossip;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of gossip: out of service until the node has caught up with its peers. A node whose pulls pause because
 * its heap is nearly full reports that, and goes on serving.
 */
final class GossipHealth implements HealthIndicator {
    private final Gossip gossip;

    GossipHealth(Gossip gossip) {
        this.gossip = gossip;
    }

    @Override
    public Health health() {
        if (gossip.isReady() && gossip.isPaused()) {
            return Health.up()
                    .withDetail("paused", "the heap is nearly full: peers are asked for nothing until there is room")
                    .build();
        }
        return gossip.isReady()
                ? Health.up().build()
                : Health.outOfService()
                        .withDetail("reason", "still asking the peers for what they know")
                        .build();
    }
}
