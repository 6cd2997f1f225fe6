package hera.sidecar;

import hera.sidecar.settings.SidecarSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The health on which readiness depends: out of service with the reason why requests should go elsewhere. */
final class SidecarHealth implements HealthIndicator {
    private final RingMembership membership;
    private final Duty duty;
    private final SidecarSettings settings;

    SidecarHealth(RingMembership membership, Duty duty, SidecarSettings settings) {
        this.membership = membership;
        this.duty = duty;
        this.settings = settings;
    }

    @Override
    public Health health() {
        RingView view = membership.current();
        @Nullable String reason = reason(view);
        Health.Builder health =
                reason == null ? Health.up() : Health.outOfService().withDetail("reason", reason);
        return health.withDetail("members", view.ring().size()).build();
    }

    private @Nullable String reason(RingView view) {
        if (duty.isLeaving()) {
            return "draining: this member is about to end";
        }
        if (!view.joined()) {
            return "not joined: no member has said yet who is on the ring";
        }
        if (view.ring().size() < settings.ring().minimum()) {
            return "fewer members than ring.minimum are on the ring";
        }
        return duty.isIll()
                ? "the backend does not answer at " + settings.health().path()
                : null;
    }
}
