package hera.sidecar;

import hera.foundation.access.AccessVerdict;
import hera.foundation.forward.End;
import hera.foundation.forward.Failure;
import hera.foundation.forward.Route;
import hera.foundation.forward.Router;
import hera.foundation.forward.Step;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.foundation.forward.message.RequestHead;
import hera.sidecar.door.SidecarDoor;
import hera.sidecar.ring.HashRing;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The router of members' requests: sends forwarded requests to its own backend, even if its ring names another owner of
 * the key, and passes gossip to the embedded node. Thread-safe.
 */
final class MemberRouter implements Router {
    private final RequestSettings settings;
    private final RingMembership membership;
    private final SidecarMetrics metrics;
    private final GossipPath gossip;
    private final SidecarDoor door;
    private final Load open = new Load();
    private final AtomicLong received = new AtomicLong();

    /** @param gossip the route of requests that are not forwards */
    public MemberRouter(
            RequestSettings settings, RingMembership membership, SidecarMetrics metrics, GossipPath gossip) {
        this(settings, membership, metrics, gossip, SidecarDoor.open());
    }

    /**
     * @param gossip the route of requests that are not forwards
     * @param door decides who is a member
     */
    MemberRouter(
            RequestSettings settings,
            RingMembership membership,
            SidecarMetrics metrics,
            GossipPath gossip,
            SidecarDoor door) {
        this.door = door;
        this.settings = settings;
        this.membership = membership;
        this.metrics = metrics;
        this.gossip = gossip;
    }

    @Override
    public Route route(RequestHead request, InetSocketAddress client, X509Certificate @Nullable [] chain) {
        return door.decide(request, client, chain) instanceof AccessVerdict.Denied denied
                ? refusing(
                        denied.reason().status(),
                        "Not a member",
                        denied.detail(),
                        List.of(new Field(SidecarFields.FAILED, "unreached")))
                : route(request, client);
    }

    @Override
    public Route route(RequestHead request, InetSocketAddress client) {
        String forward = request.fields().first("x-ringpop-forward");
        if (forward == null) {
            return gossip.serves(request)
                    ? gossip.route()
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
        received.incrementAndGet();
        return new MemberRoute(this, token, via);
    }

    @Override
    public LocalAnswer refuse(int status, String detail) {
        return SidecarProblems.refusal(status, detail, ring());
    }

    /** Returns the number of forwarded requests in progress, tunnels included. */
    Load open() {
        return open;
    }

    /** Returns the number of forwarded requests so far. */
    long received() {
        return received.get();
    }

    RequestSettings settings() {
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
        return new RefusedRoute(SidecarProblems.of(status, title, detail, fields));
    }

    /** Returns the answer to a request that is not from a member. */
    private static final class RefusedRoute extends PlainRoute {
        private final LocalAnswer answer;

        private RefusedRoute(LocalAnswer answer) {
            this.answer = answer;
        }

        @Override
        public Step next() {
            return new Step.Answer(answer);
        }

        @Override
        public LocalAnswer giveUp(Failure failure) {
            return SidecarProblems.of(failure, List.of());
        }

        @Override
        public void ended(End end) {
            // It was never counted.
        }
    }
}
