package hera.foundation.forward;

import hera.foundation.forward.message.LocalAnswer;
import java.time.Duration;

/** What happens next with a request. */
public sealed interface Step {
    /** It is sent to this target. */
    record Send(Target target) implements Step {}

    /** The route is asked again, after the delay. */
    record Wait(Duration delay) implements Step {}

    /** It ends with this answer. */
    record Answer(LocalAnswer answer) implements Step {}
}
