package hera.sidecar;

import hera.foundation.forward.End;
import hera.foundation.forward.Failure;
import hera.foundation.forward.Route;
import hera.foundation.forward.Router;
import hera.foundation.forward.Step;
import hera.foundation.forward.Target;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.foundation.forward.message.RequestHead;
import hera.sidecar.ring.HashRing;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The owner's side: takes forwards of other members to its own backend, whoever owns the key by its own ring, and lets
 * gossip through to the node behind. Thread-safe.
 */
final class MemberRouter implements Router {
    private final SidecarSettings settings;
    private final RingMembership membership;
    private final SidecarMetrics metrics;
    private final @Nullable Target gossip;

    /**
     * @param gossip the node that serves gossip's own paths, all of which begin with {@code /_}; null for none
     */
    public MemberRouter(
            SidecarSettings settings, RingMembership membership, SidecarMetrics metrics, @Nullable Target gossip) {
        this.settings = settings;
        this.membership = membership;
        this.metrics = metrics;
        this.gossip = gossip;
    }

    @Override
    public Route route(RequestHead request, InetSocketAddress client) {
        String forward = request.fields().first("x-ringpop-forward");
        if (forward == null) {
            return gossip != null && request.pathAndQuery().startsWith("/_")
                    ? new PassingRoute(gossip)
                    : refusing(404, "Nothing here", "Only members' requests are served here.", List.of());
        }
        ForwardToken token = ForwardToken.parse(forward);
        if (token == null) {
            return refusing(400, "Bad forward", "The X-Ringpop-Forward is malformed.", List.of());
        }
        if (!token.ring().equals(settings.ringName())) {
            return refusing(
                    421,
                    "Another ring",
                    "This member is of another ring.",
                    List.of(new Field(SidecarFields.FAILED, "unreached")));
        }
        List<String> via = SidecarFields.via(request.fields());
        if (via.size() > SidecarFields.MAX_VIA || via.contains(settings.instance())) {
            return refusing(508, "Loop", "The request has come through this sidecar, or too many, already.", List.of());
        }
        return new MemberRoute(this, token, via);
    }

    @Override
    public LocalAnswer refuse(int status, String detail) {
        return SidecarProblems.refusal(status, detail, ring());
    }

    SidecarSettings settings() {
        return settings;
    }

    RingView view() {
        return membership.current();
    }

    SidecarMetrics metrics() {
        return metrics;
    }

    List<Field> ring() {
        return List.of(new Field(
                SidecarFields.RING, HashRing.hex(membership.current().ring().checksum())));
    }

    private Route refusing(int status, String title, String detail, List<Field> more) {
        List<Field> fields = new ArrayList<>(ring());
        fields.addAll(more);
        return new PassingRoute(SidecarProblems.of(status, title, detail, fields));
    }

    /** A request that goes on, or is refused, as it is. */
    private static final class PassingRoute extends PlainRoute {
        private final Step step;

        private PassingRoute(Target target) {
            step = new Step.Send(target);
        }

        private PassingRoute(LocalAnswer answer) {
            step = new Step.Answer(answer);
        }

        @Override
        public Step next() {
            return step;
        }

        @Override
        public LocalAnswer giveUp(Failure failure) {
            return SidecarProblems.of(failure, List.of());
        }

        @Override
        public void ended(End end) {
            // Gossip has metrics of its own.
        }
    }
}
