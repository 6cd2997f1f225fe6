package hera.registry;

import hera.foundation.time.Clock;
import hera.foundation.tls.CertificateEnd;
import hera.foundation.tls.NodeTls;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.health.contributor.Health;

/** The part of a node's certificates in the health of its security. */
final class TlsHealth {
    static final Duration SHOWN_BEFORE = Duration.ofDays(7);

    private final NodeTls tls;
    private final Clock clock;

    TlsHealth(NodeTls tls, Clock clock) {
        this.tls = tls;
        this.clock = clock;
    }

    /**
     * Adds a certificate that ends within days; sets the health down when one has ended, or the files as they are now cannot be
     * used. Up is left as it is.
     */
    void addTo(Health.Builder health) {
        Instant now = Instant.ofEpochMilli(clock.now().wallMillis());
        String fault = tls.fault();
        if (fault != null) {
            health.down().withDetail("tls", fault);
        }
        for (CertificateEnd end : tls.ends()) {
            Instant ends = end.next(now);
            if (!now.plus(SHOWN_BEFORE).isBefore(ends)) {
                boolean isOver = !now.isBefore(ends);
                (isOver ? health.down() : health)
                        .withDetail(end.file().toString(), (isOver ? "has ended on " : "ends on ") + ends);
            }
        }
    }
}
