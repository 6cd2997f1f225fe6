package hera.registry.access;

import hera.foundation.access.Denial;
import hera.foundation.guard.SecurityCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** A node's counts of what happens at its door. */
public final class SecurityMeters implements SecurityCounts {
    private final MeterRegistry meters;
    private final Map<Denial, Counter> denied = new EnumMap<>(Denial.class);

    /** @param hasFiles whether there are files of security that may change, so that their count is there from the start */
    public SecurityMeters(MeterRegistry meters, boolean hasFiles) {
        this.meters = meters;
        for (Denial reason : Denial.values()) {
            denied.put(
                    reason,
                    Counter.builder("hera.denied")
                            .description("Requests and connections that were denied")
                            .tag("reason", reason.word())
                            .register(meters));
        }
        if (hasFiles) {
            reloads(true);
            reloads(false);
        }
    }

    private Counter reloads(boolean inForce) {
        return Counter.builder("hera.security.reloads")
                .description("Changes of files of security that were seen, by whether they are in force")
                .tag("result", inForce ? "ok" : "failed")
                .register(meters);
    }

    @Override
    public void denied(Denial reason) {
        Objects.requireNonNull(denied.get(reason)).increment();
    }

    @Override
    public void reloaded(boolean inForce) {
        reloads(inForce).increment();
    }

    /**
     * Shows how long certificates are valid yet.
     *
     * @param secondsLeft of {@code node} and {@code ca}, as {@link hera.foundation.guard.TlsWatch#secondsLeft}
     */
    public void showEnds(ToDoubleFunction<String> secondsLeft) {
        for (String certificate : List.of("node", "ca")) {
            Gauge.builder("hera.tls.certificate.expires", () -> secondsLeft.applyAsDouble(certificate))
                    .description("How long a certificate is valid yet; negative when it has ended")
                    .baseUnit("seconds")
                    .tag("certificate", certificate)
                    .register(meters);
        }
    }
}
