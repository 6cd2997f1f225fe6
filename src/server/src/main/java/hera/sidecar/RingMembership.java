package hera.sidecar;

/** Where a sidecar learns who is on the ring. Thread-safe; asked once or more for each request, so it must be cheap. */
@FunctionalInterface
interface RingMembership {
    /** Returns the ring as it is known now. */
    RingView current();
}
