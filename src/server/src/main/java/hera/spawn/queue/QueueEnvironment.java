package hera.spawn.queue;

import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.spawn.log.SharedLog;
import hera.spawn.log.WriteDraft;
import hera.spawn.log.WriteLog;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The parts outside the core, all of which call back on the core's one thread.
 *
 * @param shared the log as other Spawns share it; null if this Spawn has it alone
 * @param leases the leases of nodes' queues
 * @param timer runs its tasks on the core's thread
 */
public record QueueEnvironment(
        WriteLog log,
        @Nullable SharedLog shared,
        QueueLeases leases,
        Courier courier,
        Timer timer,
        Clock clock,
        RandomGenerator random,
        QueueSettings settings) {
    /** The longest time for which a client may wait for an answer. */
    private static final long LONGEST_WAIT_MILLIS = 300_000;

    /** Returns whether a client of another Spawn may wait for a node's answer to a write. */
    boolean waitsElsewhere(WriteDraft draft) {
        return shared != null
                && !draft.waitingAt().isEmpty()
                && !draft.waitingAt().equals(shared.name())
                && clock.now().wallMillis() - draft.acceptedMillis() < LONGEST_WAIT_MILLIS;
    }
}
