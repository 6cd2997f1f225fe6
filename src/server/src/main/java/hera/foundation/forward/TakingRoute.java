package hera.foundation.forward;

import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.LocalAnswer;
import java.util.List;
import java.util.Optional;

/**
 * The route of a request that is forwarded to no target: a {@link Taker} handles it, or it is answered at once.
 *
 * @param step take or answer
 */
public record TakingRoute(Step step) implements Route {
    private static final int GATEWAY_TIMEOUT = 504;

    @Override
    public Step next() {
        return step;
    }

    @Override
    public Step retry(Failure failure) {
        return new Step.Answer(giveUp(failure));
    }

    @Override
    public LocalAnswer giveUp(Failure failure) {
        return new LocalAnswer(GATEWAY_TIMEOUT, List.of(), new byte[0]);
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
    public void addToRequest(Target target, FieldWriter fields) {}

    @Override
    public boolean returns(Fields answer, int field) {
        return true;
    }

    @Override
    public void addToAnswer(FieldWriter fields) {}

    @Override
    public void ended(End end) {}
}
