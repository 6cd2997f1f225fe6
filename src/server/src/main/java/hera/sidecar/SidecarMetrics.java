package hera.sidecar;

import hera.foundation.forward.Failure;
import hera.foundation.forward.Listener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** The metrics of a sidecar. A client's request counts once, at its end. Thread-safe. */
final class SidecarMetrics {
    /** The label for a client that disconnected before its answer. */
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
    private final Counter changes;
    private final AtomicReference<Double> moved = new AtomicReference<>(0.0);

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
        changes = registry.counter("ringpop.ring.changes");
        registry.gauge("ringpop.ring.moved.ratio", moved, AtomicReference::get);
    }

    /** Registers the gauges of the ring; of the checksum the low 32 bits, because a gauge is a double. */
    void show(RingMembership membership) {
        Gauge.builder(
                        "ringpop.ring.members",
                        membership,
                        ring -> ring.current().ring().size())
                .register(registry);
        Gauge.builder(
                        "ringpop.ring.checksum",
                        membership,
                        ring -> ring.current().ring().checksum() & 0xFFFF_FFFFL)
                .register(registry);
    }

    /** Registers the gauges of open requests. */
    void show(Listener clients, Load requests, Load forwards) {
        Gauge.builder("ringpop.connections", clients, Listener::connections).register(registry);
        Gauge.builder("ringpop.tunnels", clients, Listener::tunnels).register(registry);
        Gauge.builder("ringpop.inflight", requests, open -> open.open() + forwards.open())
                .register(registry);
    }

    /** @param movedRatio the share of the keys that have another owner since, from 0 to 1 */
    void ringChanged(double movedRatio) {
        changes.increment();
        moved.set(movedRatio);
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
