package hera.foundation.forward;

import hera.foundation.forward.message.LocalAnswer;
import java.time.Duration;
import java.util.function.Function;

/** The next step of a request. */
public sealed interface Step {
    /** Sends the request to this target. */
    record Send(Target target) implements Step {}

    /** Asks the route again after the delay. */
    record Wait(Duration delay) implements Step {}

    /** Hands the request to a {@link Taker}, which answers it. Only the first step may be this. */
    record Take(Function<Reply, Taker> start) implements Step {}

    /** Ends the request with this answer. */
    record Answer(LocalAnswer answer) implements Step {}
}
