package hera.sidecar;

import hera.foundation.forward.End;
import hera.foundation.forward.Failure;
import hera.foundation.forward.Step;
import hera.foundation.forward.Target;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.LocalAnswer;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.sidecar.ring.HashRing;
import java.util.ArrayList;
import java.util.List;

/** The route of one forwarded request: to this member's backend and nowhere else. */
final class MemberRoute extends PlainRoute {
    private final MemberRouter router;
    private final List<String> via;

    MemberRoute(MemberRouter router, ForwardToken token, List<String> via) {
        this.router = router;
        this.via = via;
        RingView view = router.view();
        router.open().begin();
        router.metrics().forwardReceived();
        if (token.checksum() != view.ring().checksum()) {
            router.metrics().disagreement();
        }
        if (view.ring().owner(token.keyHash()) != view.self()) {
            router.metrics().handledForOther();
        }
    }

    @Override
    public Step next() {
        return new Step.Send(router.settings().backend());
    }

    /** Returns the answer without one of the backend; it tells the receiver which further attempts are safe. */
    @Override
    public LocalAnswer giveUp(Failure failure) {
        List<Field> fields = new ArrayList<>(router.ring());
        if (failure == Failure.UNREACHED || failure == Failure.LOST) {
            fields.add(new Field(SidecarFields.FAILED, failure == Failure.UNREACHED ? "unreached" : "lost"));
        }
        return SidecarProblems.of(failure, fields);
    }

    /**
     * Passes on what the backend would get if the client had sent the request here, and the identity of the receiving
     * member.
     */
    @Override
    public boolean sends(Fields request, int field) {
        return !SidecarFields.isReserved(request, field) || request.hasName(field, "x-ringpop-received-by");
    }

    @Override
    public void addToRequest(Target target, FieldWriter fields) {
        fields.add(SidecarFields.PROXY, router.settings().address());
        List<String> ids = new ArrayList<>(via);
        ids.add(router.settings().instance());
        fields.add(SidecarFields.VIA, String.join(", ", ids));
    }

    @Override
    public boolean returns(Fields answer, int field) {
        return !SidecarFields.isReserved(answer, field);
    }

    @Override
    public void addToAnswer(FieldWriter fields) {
        fields.add(SidecarFields.RING, HashRing.hex(router.view().ring().checksum()));
    }

    @Override
    public void ended(End end) {
        router.open().end();
    }
}
