package hera.sidecar.settings;

import java.time.Duration;

/**
 * What becomes of a request whose owner fails.
 *
 * @param kind the way
 * @param patience how long the owner is tried again under {@link Kind#WAIT}
 */
public record Policy(Kind kind, Duration patience) {
    /** The next owner gets what may be sent again. */
    public static final Policy NEXT = new Policy(Kind.NEXT, Duration.ZERO);

    /** The client is told at once. */
    public static final Policy FAIL = new Policy(Kind.FAIL, Duration.ZERO);

    /** The ways. */
    public enum Kind {
        NEXT,
        FAIL,
        WAIT
    }

    public Policy {
        if (patience.isNegative() || (kind == Kind.WAIT && patience.isZero())) {
            throw new IllegalArgumentException("policy.wait must be above 0, not " + patience);
        }
    }
}
