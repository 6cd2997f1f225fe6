package hera.sidecar;

import hera.foundation.forward.Failure;
import hera.foundation.forward.Route;
import hera.foundation.forward.Step;
import hera.foundation.forward.Target;
import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import java.util.Optional;

/** A route to one target, without further attempts or changes of fields unless a subclass adds them. */
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
