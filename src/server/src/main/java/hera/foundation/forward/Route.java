package hera.foundation.forward;

import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.LocalAnswer;
import java.util.Optional;

/**
 * The way of one request: which targets it is sent to, what is changed in its fields, and what became of it. All methods
 * are called on the event loop of the client's connection, one after another; none may block.
 */
public interface Route {
    /** Returns what to do first, or again after a {@link Step.Wait}. */
    Step next();

    /**
     * Returns what to do after an attempt that failed so and may be made again at another target.
     *
     * @param failure unreached or lost
     */
    Step retry(Failure failure);

    /** Returns whether a request whose answer did not come in time may be sent to another target. */
    default boolean retriesLate() {
        return false;
    }

    /** Returns whether the client may change to another protocol, through a tunnel to the target. */
    default boolean upgrades() {
        return true;
    }

    /** Returns whether the answer may take as long as it likes: it is held back until there is something to tell. */
    default boolean mayTakeLong() {
        return false;
    }

    /** Returns the answer to a request that failed so and is not sent again. */
    LocalAnswer giveUp(Failure failure);

    /**
     * Returns how the attempt failed if this answer of the target only tells so; empty, if it is the answer to the
     * request.
     */
    Optional<Failure> failureIn(AnswerHead answer);

    /** Returns whether an end-to-end field of the request goes on. */
    boolean sends(Fields request, int field);

    /** Adds fields to the request. */
    void addToRequest(Target target, FieldWriter fields);

    /** Returns whether an end-to-end field of the answer goes on. */
    boolean returns(Fields answer, int field);

    /** Adds fields to an answer of a target; not to a {@link LocalAnswer}. */
    void addToAnswer(FieldWriter fields);

    /** Takes note of the request's end. Called exactly once. */
    void ended(End end);
}
