package hera.registry;

import hera.registry.settings.Exposure;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The health of this node's security: up, and how open the node is, to whom. */
final class SecurityHealth implements HealthIndicator {
    private final Exposure exposure;

    SecurityHealth(Exposure exposure) {
        this.exposure = exposure;
    }

    @Override
    public Health health() {
        return Health.up()
                .withDetail("mode", "open")
                .withDetail("reach", exposure.word())
                .build();
    }
}
