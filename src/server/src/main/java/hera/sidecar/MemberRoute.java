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

/** The way of one forward: to this member's backend and nowhere else. */
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

    /** Nothing of the backend came, so the receiver is told which of its own tries are still allowed. */
    @Override
    public LocalAnswer giveUp(Failure failure) {
        List<Field> fields = new ArrayList<>(router.ring());
        if (failure == Failure.UNREACHED || failure == Failure.LOST) {
            fields.add(new Field(SidecarFields.FAILED, failure == Failure.UNREACHED ? "unreached" : "lost"));
        }
        return SidecarProblems.of(failure, fields);
    }

    /** The backend sees the same as if the request had come here first, but for who handed it over. */
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
