package hera.failover;

/** Another term rules, or has written already: what was to be written with this one was not. */
public final class StaleTermException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Made by guards.
     *
     * @param message which term is over, and which rules
     */
    public StaleTermException(String message) {
        super(message);
    }
}
