package hera.failover;

/** The store was not reached, or its answer was lost: what was asked may have happened. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
