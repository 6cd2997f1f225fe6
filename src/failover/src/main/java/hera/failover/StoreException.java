package hera.failover;

/**
 * A failure of the store with unknown outcome: it was not reached, or its answer was lost, so the request may have been
 * executed.
 */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
