package hera.spawn.queue;

import hera.foundation.time.Backoff;
import java.time.Duration;
import java.util.Locale;

/**
 * The settings of repeated attempts, and the bounds of queues.
 *
 * @param pauses the pauses between attempts; doubling, with jitter
 * @param attempts the number of counted failures that make a write poison
 * @param maxParked the most dead letters of a node; beyond them its next write is tried for ever
 * @param maxWrites the most writes in a node's queue
 * @param maxBytes the most bytes in a node's queue
 * @param maxAge the greatest age of the oldest write in a node's queue; zero for no bound
 * @param resyncWhenFull whether a node whose queue is full is taken out, instead of writes being refused
 * @param maxWaiting the most clients that wait for their answers
 * @param keep how long writes that are pending at no node stay in the log
 * @param keepBytes the most bytes of them that stay
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
    /** The treatment of a write that has failed too often at a node. */
    public enum OnPoison {
        /** It goes to the node's dead letters, and the queue goes on. */
        PARK,
        /** It is tried for ever. */
        HOLD,
        /** The node is taken out until an operator chooses where it continues. */
        RESYNC;

        public static OnPoison parse(String name) {
            for (OnPoison choice : values()) {
                if (choice.word().equals(name)) {
                    return choice;
                }
            }
            throw new IllegalArgumentException("must be park, hold or resync, not '%s'".formatted(name));
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

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
