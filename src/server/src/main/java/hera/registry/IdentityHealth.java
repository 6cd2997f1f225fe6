package hera.registry;

import hera.foundation.server.ListeningPort;
import hera.registry.gossip.NameConflicts;
import hera.registry.settings.RegistrySettings;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The health of this node's name: down while another live node uses it. */
final class IdentityHealth implements HealthIndicator {
    private final NameConflicts conflicts;
    private final RegistrySettings settings;
    private final ListeningPort port;

    IdentityHealth(NameConflicts conflicts, RegistrySettings settings, ListeningPort port) {
        this.conflicts = conflicts;
        this.settings = settings;
        this.port = port;
    }

    @Override
    public Health health() {
        String rival = conflicts.rival();
        if (rival == null) {
            Health.Builder up = Health.up().withDetail("name", settings.name().value());
            String hearsay = conflicts.hearsay();
            return hearsay == null
                    ? up.build()
                    : up.withDetail("hearsay", "a node of this name is said to be at " + hearsay)
                            .build();
        }
        return Health.down()
                .withDetail("name", settings.name().value())
                .withDetail("reason", "another live node has this name: give one of the two another")
                .withDetail(
                        "this",
                        settings.advertise() == null
                                ? ":" + port.getAsInt()
                                : settings.advertise().toString())
                .withDetail("other", rival)
                .build();
    }
}
