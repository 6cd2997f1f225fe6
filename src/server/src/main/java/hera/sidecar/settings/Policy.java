package hera.sidecar.settings;

import java.time.Duration;

/**
 * The treatment of a request whose owner fails.
 *
 * @param kind the kind of treatment
 * @param patience how long the owner is tried again under {@link Kind#WAIT}
 */
public record Policy(Kind kind, Duration patience) {
    /** The next owner gets a request that may be sent again. */
    public static final Policy NEXT = new Policy(Kind.NEXT, Duration.ZERO);

    /** The client gets the failure at once. */
    public static final Policy FAIL = new Policy(Kind.FAIL, Duration.ZERO);

    /** The kinds of treatment. */
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
