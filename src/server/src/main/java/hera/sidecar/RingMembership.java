package hera.sidecar;

/** The source of the present ring. Thread-safe; called at least once for each request, so it must be cheap. */
@FunctionalInterface
interface RingMembership {
    /** Returns the present ring. */
    RingView current();
}
