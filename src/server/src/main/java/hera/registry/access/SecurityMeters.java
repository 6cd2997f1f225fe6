package hera.registry.access;

import hera.foundation.access.Denial;
import hera.foundation.guard.SecurityCounts;
import hera.foundation.guard.TlsWatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A node's counts of what happens at its door. */
public final class SecurityMeters implements SecurityCounts {
    private final MeterRegistry meters;
    private final Map<Denial, Counter> denied = new EnumMap<>(Denial.class);
    private final Counter loaded;
    private final Counter failed;

    public SecurityMeters(MeterRegistry meters) {
        this.meters = meters;
        for (Denial reason : Denial.values()) {
            denied.put(
                    reason,
                    Counter.builder("hera.denied")
                            .description("Requests that a secured node denied")
                            .tag("reason", reason.word())
                            .register(meters));
        }
        this.loaded = reloads("ok");
        this.failed = reloads("failed");
    }

    private Counter reloads(String result) {
        return Counter.builder("hera.security.reloads")
                .description("Changes of files of security that were seen, by whether they are in force")
                .tag("result", result)
                .register(meters);
    }

    @Override
    public void denied(Denial reason) {
        Objects.requireNonNull(denied.get(reason)).increment();
    }

    @Override
    public void reloaded(boolean inForce) {
        (inForce ? loaded : failed).increment();
    }

    /** Shows how long certificates are valid yet. */
    public void show(TlsWatch watch) {
        for (String certificate : List.of("node", "ca")) {
            Gauge.builder("hera.tls.certificate.expires", () -> watch.secondsLeft(certificate))
                    .description("How long a certificate is valid yet; negative when it has ended")
                    .baseUnit("seconds")
                    .tag("certificate", certificate)
                    .register(meters);
        }
    }
}
