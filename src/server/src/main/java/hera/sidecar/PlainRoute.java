package hera.sidecar;

import hera.foundation.forward.Failure;
import hera.foundation.forward.Route;
import hera.foundation.forward.Step;
import hera.foundation.forward.Target;
import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import java.util.Optional;

/** A way to one target, without another try and without a change of fields, as far as a subclass does not say more. */
abstract class PlainRoute implements Route {
    @Override
    public Step retry(Failure failure) {
        return new Step.Answer(giveUp(failure));
    }

    @Override
    public Optional<Failure> failureIn(AnswerHead answer) {
        return Optional.empty();
    }

    @Override
    public boolean sends(Fields request, int field) {
        return true;
    }

    @Override
    public void addToRequest(Target target, FieldWriter fields) {
        // Nothing is added.
    }

    @Override
    public boolean returns(Fields answer, int field) {
        return true;
    }

    @Override
    public void addToAnswer(FieldWriter fields) {
        // Nothing is added.
    }
}
