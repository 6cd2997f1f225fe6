package hera.spawn.queue;

import hera.foundation.time.Backoff;
import java.time.Duration;

/**
 * How writes are tried again, and how long queues may become.
 *
 * @param pauses between tries; doubling, with jitter
 * @param attempts that many failures that count make a write poison
 * @param maxParked dead letters of a node; then its head is tried for ever
 * @param maxWrites of a node's queue
 * @param maxBytes of a node's queue
 * @param maxAge of the oldest write of a node's queue; zero for no bound
 * @param resyncWhenFull whether a node whose queue is full is taken out, instead of writes being refused
 * @param maxWaiting clients that wait for their answers
 * @param keep how long writes that are through stay in the log
 * @param keepBytes how much of them stays
 */
public record QueueSettings(
        Backoff pauses,
        int attempts,
        OnPoison onPoison,
        int maxParked,
        long maxWrites,
        long maxBytes,
        Duration maxAge,
        boolean resyncWhenFull,
        int maxWaiting,
        Duration keep,
        long keepBytes) {
    public static final QueueSettings DEFAULT = new QueueSettings(
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30)),
            8,
            OnPoison.PARK,
            100,
            1_000_000,
            10L << 30,
            Duration.ZERO,
            false,
            10_000,
            Duration.ofHours(1),
            1L << 30);

    public QueueSettings {
        if (attempts < 1 || maxParked < 0 || maxWrites < 1 || maxBytes < 1 || maxWaiting < 1) {
            throw new IllegalArgumentException("Bounds of queues must be at least 1");
        }
    }
}
