package hera.foundation.forward;

import hera.foundation.forward.message.LocalAnswer;
import java.time.Duration;
import java.util.function.Function;

/** What happens next with a request. */
public sealed interface Step {
    /** It is sent to this target. */
    record Send(Target target) implements Step {}

    /** The route is asked again, after the delay. */
    record Wait(Duration delay) implements Step {}

    /** It is taken in, and answered later. Only the first step may be this. */
    record Take(Function<Reply, Taker> start) implements Step {}

    /** It ends with this answer. */
    record Answer(LocalAnswer answer) implements Step {}
}
