package hera.registry.settings;

import hera.foundation.settings.InvalidSettingException;

/**
 * How much of everything a node takes. What a client sends beyond a limit is refused with an error that names it.
 *
 * <p>All nodes of a cluster should have the same limits for what travels: a node skips what is too large for it.
 *
 * @param maxInstanceBytes {@code max-instance-bytes}: an instance's JSON as sent, in bytes. Larger costs memory and
 *     gossip on every node, times the number of instances; smaller refuses services that describe themselves at
 *     length. 64 KiB is a hundred times what an instance usually takes.
 * @param maxNameBytes {@code max-name-bytes}: a service name or an instance id, in bytes of UTF-8. May only be
 *     lowered: 255 is what every node accepts.
 * @param maxNesting {@code max-nesting}: how deep arrays and objects of an instance may stand in each other. Larger
 *     costs stack in every reader downstream; no description of a service comes near 64.
 * @param maxInstances {@code max-instances}: live instances in the whole replica. It bounds the heap: a million of 200
 *     bytes take some hundreds of megabytes. Gossip is not refused by it: it guards against clients.
 * @param maxPageBytes {@code max-page-bytes}: one answer of gossip. Larger brings a new node up in fewer requests but
 *     holds more memory for each peer being served; smaller adds round trips. Must have room for one instance.
 * @param maxBatchBytes {@code max-batch-bytes}: the body of one batch of heartbeats. Larger costs memory for each
 *     batch in flight; smaller makes agents split. Must have room for one instance.
 * @param maxHeldRequests {@code max-held-requests}: clients' waits and streams that are open at a time. Each costs a
 *     connection and some 80 KiB of heap, most of it the buffers of the web server; no thread.
 * @param maxHeldRegistrations {@code max-held-registrations}: instances that live as long as their connection, open at
 *     a time. Each costs as much as a held request.
 * @param maxOrigins {@code max-origins}: nodes that ever took a write and are still remembered. Each costs an entry in
 *     every digest that two nodes exchange.
 */
public record Limits(
        int maxInstanceBytes,
        int maxNameBytes,
        int maxNesting,
        int maxInstances,
        int maxPageBytes,
        int maxBatchBytes,
        int maxHeldRequests,
        int maxHeldRegistrations,
        int maxOrigins) {

    /** Room in a page for what stands around one instance: names, timestamp, origin, punctuation. */
    private static final int ROOM_AROUND_AN_INSTANCE = 4096;

    /** The limits of a node that is told nothing else. */
    public static final Limits DEFAULT =
            new Limits(64 << 10, 255, 64, 1_000_000, 4 << 20, 16 << 20, 10_000, 10_000, 10_000);

    public Limits {
        check("max-instance-bytes", maxInstanceBytes, 2, 16 << 20);
        check("max-name-bytes", maxNameBytes, 1, 255);
        check("max-nesting", maxNesting, 1, 500);
        check("max-instances", maxInstances, 1, 100_000_000);
        check("max-page-bytes", maxPageBytes, 1024, 256 << 20);
        check("max-batch-bytes", maxBatchBytes, 1024, 256 << 20);
        check("max-held-requests", maxHeldRequests, 0, 1_000_000);
        check("max-held-registrations", maxHeldRegistrations, 0, 1_000_000);
        check("max-origins", maxOrigins, 1, 1_000_000);
        checkRoom("max-page-bytes", maxPageBytes, maxInstanceBytes);
        checkRoom("max-batch-bytes", maxBatchBytes, maxInstanceBytes);
    }

    private static void check(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidSettingException(key, "must be between %d and %d, not %d".formatted(least, most, value));
        }
    }

    private static void checkRoom(String key, int bytes, int maxInstanceBytes) {
        if (bytes < maxInstanceBytes + ROOM_AROUND_AN_INSTANCE) {
            throw new InvalidSettingException(
                    key,
                    "must have room for one instance: max-instance-bytes (%d) and %d more, not %d"
                            .formatted(maxInstanceBytes, ROOM_AROUND_AN_INSTANCE, bytes));
        }
    }
}
