package hera.registry;

import hera.foundation.access.AccessControl;
import hera.registry.settings.RegistrySettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of this node's security: how open the node is, to whom, and whether what it needs can be read. It is no part of
 * liveness and readiness: the node serves on with what it has.
 */
final class SecurityHealth implements HealthIndicator {
    private final RegistrySettings settings;
    private final @Nullable AccessControl access;
    private final @Nullable TlsHealth tls;

    /**
     * @param access null in an open node
     * @param tls null in a node without TLS
     */
    SecurityHealth(RegistrySettings settings, @Nullable AccessControl access, @Nullable TlsHealth tls) {
        this.settings = settings;
        this.access = access;
        this.tls = tls;
    }

    @Override
    public Health health() {
        String fault = access == null ? null : access.tokens().fault();
        Health.Builder health = fault == null ? Health.up() : Health.down().withDetail("tokens", fault);
        health.withDetail("mode", mode(settings))
                .withDetail("reach", settings.exposure().word());
        if (settings.security() != null && settings.security().tls() == null) {
            health.withDetail("tls", "off: a mesh or a proxy has to do it");
        }
        if (tls != null) {
            tls.addTo(health);
        }
        return health.build();
    }

    /** The word for whether a node is closed. */
    static String mode(RegistrySettings settings) {
        return settings.security() == null ? "open" : "secured";
    }
}
