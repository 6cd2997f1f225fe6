package hera.registry.gossip;

import hera.registry.replica.Replica;
import java.time.Duration;

/**
 * Whether this node has caught up since its start. Until it has, its own writes stay with it: its former life may not
 * have been taken back. Guarded by the {@link Peers}' lock.
 */
final class Readiness {
    /** How long a start waits for the first full answer before the node calls itself ready without. */
    static final Duration LONGEST_BOOTSTRAP = Duration.ofSeconds(5);

    private final Replica replica;
    private boolean ready;

    Readiness(Replica replica) {
        this.replica = replica;
    }

    /** @param alone whether there is nobody to catch up with */
    void begin(boolean alone) {
        ready = alone;
        if (!alone) {
            replica.recovering();
        }
    }

    boolean isReached() {
        return ready;
    }

    void reach() {
        if (!ready) {
            ready = true;
            replica.recovered();
        }
    }
}
