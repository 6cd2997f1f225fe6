package hera.sidecar;

import hera.foundation.forward.Failure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** What a sidecar counts. A client's request counts once, where it ended. Thread-safe. */
final class SidecarMetrics {
    /** Counted for a client that went away before it had its answer. */
    static final int CLIENT_GONE = 499;

    private final MeterRegistry registry;
    private final Counter requests;
    private final Counter toBackend;
    private final Counter toMember;
    private final Counter received;
    private final Counter disagreements;
    private final Counter handledForOther;
    private final Timer backendTime;
    private final Timer memberTime;

    public SidecarMetrics(MeterRegistry registry) {
        this.registry = registry;
        requests = registry.counter("ringpop.http.requests");
        toBackend = registry.counter("ringpop.requests.forwarded.to.backend");
        toMember = registry.counter("ringpop.requests.forwarded.to.ringpop");
        received = registry.counter("ringpop.ringpop.requests");
        disagreements = registry.counter("ringpop.ring.disagreements");
        handledForOther = registry.counter("ringpop.handled.for.other.owner");
        backendTime = time("backend");
        memberTime = time("ringpop");
    }

    void toBackend(long nanos) {
        requests.increment();
        toBackend.increment();
        backendTime.record(Duration.ofNanos(nanos));
    }

    void toMember(long nanos) {
        requests.increment();
        toMember.increment();
        memberTime.record(Duration.ofNanos(nanos));
    }

    void refused(int status) {
        requests.increment();
        registry.counter("ringpop.errors", "status", Integer.toString(status)).increment();
    }

    void nextOwner(Failure reason) {
        registry.counter("ringpop.next.owner", "reason", reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void forwardReceived() {
        received.increment();
    }

    void disagreement() {
        disagreements.increment();
    }

    void handledForOther() {
        handledForOther.increment();
    }

    private Timer time(String target) {
        return Timer.builder("ringpop.request")
                .tag("target", target)
                .publishPercentileHistogram()
                .register(registry);
    }
}
