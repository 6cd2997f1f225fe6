package hera.failover;

/** The failure of a check because the mastership is over, by the clock of this process. */
public final class TermEndedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TermEndedException(String message) {
        super(message);
    }
}
