package hera.spawn.queue;

import hera.foundation.time.Clock;
import hera.foundation.time.Timer;
import hera.spawn.log.WriteLog;
import java.util.random.RandomGenerator;

/**
 * The parts outside the core, all of which call back on the core's one thread.
 *
 * @param timer runs its tasks on the core's thread
 */
public record QueueEnvironment(
        WriteLog log, Courier courier, Timer timer, Clock clock, RandomGenerator random, QueueSettings settings) {}
