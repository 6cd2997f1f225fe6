package hera.failover.store;

/** A subscription to news of a store. */
public interface Bell extends AutoCloseable {

    /** A bell that never rings, of a store that has none. */
    Bell NONE = new Bell() {
        @Override
        public boolean rings() {
            return false;
        }

        @Override
        public void close() {}
    };

    /**
     * Returns whether news are heard now. While it is false, the session looks at short intervals instead.
     *
     * @return false if the store has no bell, or the connection that it needs is lost
     */
    boolean rings();

    /** Ends the subscription; idempotent, and does not throw. */
    @Override
    void close();
}
