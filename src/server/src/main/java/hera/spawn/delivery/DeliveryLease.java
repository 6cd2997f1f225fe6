package hera.spawn.delivery;

/** The right to deliver, which one of several Spawns on a store has at a time. Thread-safe. */
public interface DeliveryLease {
    /** The right of a Spawn that has its store alone. */
    DeliveryLease OWN = new DeliveryLease() {
        @Override
        public boolean holds() {
            return true;
        }

        @Override
        public long term() {
            return 0;
        }
    };

    /** Returns whether nothing but this Spawn delivers now, by the monotonic clock; false for ever once it ends. */
    boolean holds();

    /** Returns the number that rises with each change of owner, 0 where there is but one. */
    long term();
}
