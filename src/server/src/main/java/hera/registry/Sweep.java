package hera.registry;

import hera.foundation.time.Clock;
import hera.foundation.time.Loop;
import hera.foundation.time.Timer;
import hera.registry.replica.Replica;
import java.time.Duration;

/** The loop that removes expired entries from memory. */
public final class Sweep {
    private Sweep() {}

    /**
     * Returns the loop, not yet started.
     *
     * @param interval longer keeps expired entries in memory for longer; each round costs in proportion to what it
     *     frees
     */
    public static Loop of(Replica replica, Clock clock, Timer timer, Duration interval) {
        return new Loop("sweep", timer, () -> interval, () -> replica.expire(clock.now()));
    }
}
