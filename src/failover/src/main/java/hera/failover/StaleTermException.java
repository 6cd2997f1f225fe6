package hera.failover;

/**
 * The refusal of a write with a term that is over: another master has a greater term, or has written with it already.
 */
public final class StaleTermException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Made by guards.
     *
     * @param message the term that is over, and the present one
     */
    public StaleTermException(String message) {
        super(message);
    }
}
