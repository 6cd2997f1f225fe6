package hera.registry.settings;

import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.Setting;
import hera.foundation.settings.SettingValues;

/**
 * The limits of a node. A request beyond a limit is refused with an error that names it.
 *
 * <p>All nodes of a cluster should have the same limits for what travels: a node skips what is too large for it.
 *
 * @param maxInstanceBytes {@code max-instance-bytes}: an instance's JSON as sent, in bytes. Larger costs memory and
 *     gossip on every node, times the number of instances; smaller refuses services that describe themselves at
 *     length. 64 KiB is a hundred times what an instance usually takes.
 * @param maxNameBytes {@code max-name-bytes}: a service name or an instance id, in bytes of UTF-8. May only be lowered:
 *     other nodes accept at most 255.
 * @param maxNesting {@code max-nesting}: how deep arrays and objects of an instance may be nested. Larger costs stack
 *     in every reader downstream; no description of a service comes near 64.
 * @param maxInstances {@code max-instances}: live instances in the whole replica. It bounds the heap: a million of 200
 *     bytes take some hundreds of megabytes. Instances of peers beyond it are not merged, and are asked for again.
 * @param maxTombstones {@code max-tombstones}: tombstones of instances that this node never knew; and, with {@code
 *     max-instances}, the bound of all entries, alive or dead. Larger costs memory, some 200 bytes each; smaller stalls
 *     the cursors of a cluster in which more instances than this are deleted or expire within two lives.
 * @param maxPageBytes {@code max-page-bytes}: one page of gossip, in bytes. Larger starts a new node with fewer
 *     requests but takes more memory for each peer being served; smaller adds round trips. Must have room for one
 *     instance.
 * @param maxBatchBytes {@code max-batch-bytes}: the body of one batch of heartbeats, in bytes. Larger costs memory for
 *     each batch in flight; smaller makes agents split theirs. Must have room for one instance.
 * @param maxHeldRequests {@code max-held-requests}: clients' waits and streams that are open at a time. Each costs a
 *     connection and some 40 KiB of heap, most of it the buffers of the web server; no thread.
 * @param maxHeldRegistrations {@code max-held-registrations}: instances that live as long as their connection, open at
 *     a time. Each costs as much as a held request.
 * @param maxOrigins {@code max-origins}: the nodes that have taken a write and are not forgotten. Each costs an entry
 *     in every digest that two nodes exchange.
 * @param maxDenied {@code max-denied}: bad credentials a second from an address to a closed node, beyond which the address
 *     is told to come back later, whatever it sends. Larger allows more guesses; smaller stops all clients of an address
 *     sooner of which one has an old token.
 */
public record Limits(
        int maxInstanceBytes,
        int maxNameBytes,
        int maxNesting,
        int maxInstances,
        int maxTombstones,
        int maxPageBytes,
        int maxBatchBytes,
        int maxHeldRequests,
        int maxHeldRegistrations,
        int maxOrigins,
        int maxDenied) {

    /** The greatest default of the two limits of held requests. */
    static final int MOST_HELD = 10_000;

    /** The heap that a held request takes, in bytes; most of it buffers of the web server. */
    private static final int BYTES_OF_HELD = 40 << 10;

    /** The bytes of a page for one instance beside its content: names, timestamp, origin, punctuation. */
    private static final int ROOM_AROUND_AN_INSTANCE = 4096;

    /** The defaults. */
    public static final Limits DEFAULT = of(new SettingValues());

    public Limits {
        RegistryKeys.MAX_INSTANCE_BYTES.check(maxInstanceBytes);
        RegistryKeys.MAX_NAME_BYTES.check(maxNameBytes);
        RegistryKeys.MAX_NESTING.check(maxNesting);
        RegistryKeys.MAX_INSTANCES.check(maxInstances);
        RegistryKeys.MAX_TOMBSTONES.check(maxTombstones);
        RegistryKeys.MAX_PAGE_BYTES.check(maxPageBytes);
        RegistryKeys.MAX_BATCH_BYTES.check(maxBatchBytes);
        RegistryKeys.MAX_HELD_REQUESTS.check(maxHeldRequests);
        RegistryKeys.MAX_HELD_REGISTRATIONS.check(maxHeldRegistrations);
        RegistryKeys.MAX_ORIGINS.check(maxOrigins);
        RegistryKeys.MAX_DENIED.check(maxDenied);
        checkRoom(RegistryKeys.MAX_PAGE_BYTES.key(), maxPageBytes, maxInstanceBytes);
        checkRoom(RegistryKeys.MAX_BATCH_BYTES.key(), maxBatchBytes, maxInstanceBytes);
    }

    static Limits of(SettingValues values) {
        return new Limits(
                values.get(RegistryKeys.MAX_INSTANCE_BYTES),
                values.get(RegistryKeys.MAX_NAME_BYTES),
                values.get(RegistryKeys.MAX_NESTING),
                values.get(RegistryKeys.MAX_INSTANCES),
                values.get(RegistryKeys.MAX_TOMBSTONES),
                values.get(RegistryKeys.MAX_PAGE_BYTES),
                values.get(RegistryKeys.MAX_BATCH_BYTES),
                held(values, RegistryKeys.MAX_HELD_REQUESTS),
                held(values, RegistryKeys.MAX_HELD_REGISTRATIONS),
                values.get(RegistryKeys.MAX_ORIGINS),
                values.get(RegistryKeys.MAX_DENIED));
    }

    private static int held(SettingValues values, Setting<RegistrySettings, Integer> setting) {
        Integer given = values.find(setting);
        return given == null ? usualHeld(Runtime.getRuntime().maxMemory()) : given;
    }

    /**
     * Returns the default of {@code max-held-requests} and {@code max-held-registrations}: as many as half the heap has
     * room for, at most {@link #MOST_HELD}.
     */
    static int usualHeld(long heapBytes) {
        return (int) Math.min(MOST_HELD, heapBytes / 2 / BYTES_OF_HELD);
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
