package hera.sidecar;

import hera.foundation.forward.End;
import hera.foundation.forward.Failure;
import hera.foundation.forward.Route;
import hera.foundation.forward.Step;
import hera.foundation.forward.Target;
import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.RequestHead;
import hera.sidecar.ring.HashRing;
import hera.sidecar.settings.Policy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The route of one client's request: to the owner of its key, then as the policy says. */
final class ClientRoute implements Route {
    private static final int MOST_MEMBERS = 3;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final int MOST_DOUBLINGS = 5;

    /** How long a request waits for a member that is still starting to know its ring; a busy host starts it slowly. */
    private static final Duration LONGEST_JOIN = Duration.ofSeconds(10);

    private static final Duration JOIN_PAUSE = Duration.ofMillis(20);

    private final ClientRouter router;
    private final RequestHead request;
    private final InetAddress peer;
    private final boolean trusted;
    private final long keyHash;
    private final List<String> via;
    private final long since;

    private RingView view;
    private int place = -1;
    private int tried;
    private int pauses;
    private int ownStatus;
    private boolean answered;
    private @Nullable Load load;

    ClientRoute(ClientRouter router, RequestHead request, InetAddress peer, long keyHash) {
        this.router = router;
        this.request = request;
        this.peer = peer;
        this.keyHash = keyHash;
        this.trusted = router.settings().trusted().trusts(peer);
        this.via = SidecarFields.via(request.fields());
        this.view = router.view();
        this.since = router.nanos();
    }

    @Override
    public Step next() {
        if (via.size() > SidecarFields.MAX_VIA || via.contains(router.settings().instance())) {
            return refuse(508, "Loop", "The request has come through this sidecar, or too many, already.");
        }
        view = router.view();
        if (!view.joined()) {
            return router.nanos() - since < LONGEST_JOIN.toNanos()
                    ? new Step.Wait(JOIN_PAUSE)
                    : refuse(503, "Not joined", "This sidecar does not know yet who is on the ring.");
        }
        if (view.ring().size() < router.settings().minimum()) {
            return refuse(503, "Too few members", "Fewer members than ring.minimum are on the ring.");
        }
        place = view.owner(keyHash, router.settings().hashBalanceFactor());
        return send();
    }

    @Override
    public Step retry(Failure failure) {
        Policy policy = router.settings().policy();
        boolean wait = policy.kind() == Policy.Kind.WAIT && failure == Failure.UNREACHED;
        if (wait && router.nanos() - since < policy.patience().toNanos()) {
            return new Step.Wait(Duration.ofMillis(FIRST_PAUSE_MILLIS << Math.min(pauses++, MOST_DOUBLINGS)));
        }
        int following = place < 0 ? -1 : view.ring().successor(keyHash, place);
        if (policy.kind() != Policy.Kind.NEXT || following < 0 || tried >= MOST_MEMBERS) {
            return new Step.Answer(giveUp(failure));
        }
        router.metrics().nextOwner(failure);
        place = following;
        return send();
    }

    @Override
    public LocalAnswer giveUp(Failure failure) {
        return own(SidecarProblems.of(failure, router.receivedBy()));
    }

    @Override
    public Optional<Failure> failureIn(AnswerHead answer) {
        if (isOwn()) {
            answered = true;
            return Optional.empty();
        }
        String checksum = answer.fields().first("x-ringpop-ring");
        if (checksum != null && !checksum.equals(HashRing.hex(view.ring().checksum()))) {
            router.metrics().disagreement();
        }
        String failed = answer.fields().first("x-ringpop-failed");
        Optional<Failure> failure = failed == null
                ? Optional.empty()
                : Optional.of(failed.equals("unreached") ? Failure.UNREACHED : Failure.LOST);
        answered = failure.isEmpty();
        return failure;
    }

    @Override
    public boolean sends(Fields fields, int field) {
        return !SidecarFields.isReserved(fields, field) && !OriginFields.isRewritten(fields, field, trusted);
    }

    @Override
    public void addToRequest(Target target, FieldWriter fields) {
        RequestSettings settings = router.settings();
        OriginFields.write(request, peer, trusted, router.settings().scheme(), fields);
        fields.add(SidecarFields.RECEIVED_BY, settings.address());
        fields.add(SidecarFields.PROXY, settings.address());
        fields.add(
                SidecarFields.VIA,
                via.isEmpty() ? settings.instance() : String.join(", ", via) + ", " + settings.instance());
        if (!isOwn()) {
            ForwardToken token =
                    new ForwardToken(settings.ringName(), view.ring().checksum(), keyHash);
            fields.add(SidecarFields.FORWARD, token.toString());
        }
    }

    @Override
    public boolean returns(Fields fields, int field) {
        return !SidecarFields.isReserved(fields, field);
    }

    @Override
    public void addToAnswer(FieldWriter fields) {
        fields.add(SidecarFields.RECEIVED_BY, router.settings().address());
        fields.add(
                SidecarFields.HANDLED_BY,
                isOwn()
                        ? router.settings().address()
                        : view.ring().members().get(place).address());
    }

    @Override
    public void ended(End end) {
        letGo();
        router.open().end();
        SidecarMetrics metrics = router.metrics();
        long nanos = router.nanos() - since;
        if (end == End.ABANDONED) {
            metrics.refused(SidecarMetrics.CLIENT_GONE);
        } else if (ownStatus > 0 && !answered) {
            metrics.refused(ownStatus);
        } else if (isOwn()) {
            metrics.toBackend(nanos);
        } else {
            metrics.toMember(nanos);
        }
    }

    private Step send() {
        tried++;
        letGo();
        Load chosen = view.loads().get(place);
        chosen.begin();
        load = chosen;
        return new Step.Send(
                isOwn() ? router.settings().backend() : view.targets().get(place));
    }

    private void letGo() {
        if (load != null) {
            load.end();
            load = null;
        }
    }

    /** Returns whether this member owns the key; one that is off the ring owns none. */
    private boolean isOwn() {
        return place >= 0 && place == view.self();
    }

    private Step refuse(int status, String title, String detail) {
        return new Step.Answer(own(SidecarProblems.of(status, title, detail, router.receivedBy())));
    }

    private LocalAnswer own(LocalAnswer answer) {
        ownStatus = answer.status();
        return answer;
    }
}
