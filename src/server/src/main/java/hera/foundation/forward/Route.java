package hera.foundation.forward;

import hera.foundation.forward.message.AnswerHead;
import hera.foundation.forward.message.FieldWriter;
import hera.foundation.forward.message.Fields;
import hera.foundation.forward.message.LocalAnswer;
import java.util.Optional;

/**
 * The policy for one request: which targets are tried, which fields are passed, removed or added, and a notice of the
 * outcome. All methods are called on the event loop of the client's connection, one after another; none may block.
 */
public interface Route {
    /** Returns the first step, and the one after a {@link Step.Wait}. */
    Step next();

    /**
     * Returns the step after a failed attempt that may be repeated at another target.
     *
     * @param failure unreached or lost
     */
    Step retry(Failure failure);

    /** Returns whether a request that timed out may be sent to another target. */
    default boolean retriesLate() {
        return false;
    }

    /** Returns whether the client may change to another protocol, through a tunnel to the target. */
    default boolean upgrades() {
        return true;
    }

    /** Returns whether the answer has no time limit: the target holds it back until it has news (a long poll). */
    default boolean mayTakeLong() {
        return false;
    }

    /** Returns the answer to a request that failed and is not tried again. */
    LocalAnswer giveUp(Failure failure);

    /** Returns the failure that this answer of a target reports; empty if it is the answer to the request itself. */
    Optional<Failure> failureIn(AnswerHead answer);

    /** Returns whether an end-to-end field of the request is passed on. */
    boolean sends(Fields request, int field);

    /** Adds fields to the request. */
    void addToRequest(Target target, FieldWriter fields);

    /** Returns whether an end-to-end field of the answer is passed on. */
    boolean returns(Fields answer, int field);

    /** Adds fields to an answer of a target; not to a {@link LocalAnswer}. */
    void addToAnswer(FieldWriter fields);

    /** Receives the outcome of the request. Called exactly once. */
    void ended(End end);
}
