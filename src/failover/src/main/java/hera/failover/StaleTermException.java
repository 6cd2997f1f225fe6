package hera.failover;

/** Another term rules, or has written already: what was to be written with this one was not. */
public final class StaleTermException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StaleTermException(String message) {
        super(message);
    }
}
