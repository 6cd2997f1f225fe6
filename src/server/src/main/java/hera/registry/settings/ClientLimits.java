package hera.registry.settings;

import hera.foundation.settings.SettingValues;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one client: the name of a credential, or else an address (of IPv6 its /64). Peers are none. Where there is no
 * default, an open node has no limit, because a load generator or a proxy on one host may be all of its clients.
 *
 * @param maxConnections {@code max-client-connections}: a further one is closed. Larger lets one client take what all
 *     need; smaller breaks clients behind one address, which share its connections until they have shown a credential. Null: a
 *     quarter of all in a closed node, no limit in an open one.
 * @param maxHeld {@code max-client-held}: waits, watches and streams, and as many registrations bound to a connection; further
 *     ones are 429. Null: a quarter of {@code max-held-requests} and of {@code max-held-registrations} in a closed node, no
 *     limit in an open one.
 * @param maxRequests {@code max-client-requests}: requests a second, and twice as many at once; further ones are 429. Null: no
 *     limit.
 * @param headerTimeout {@code header-timeout}: the time from the first byte of a head, and of a TLS handshake, to its last;
 *     then the connection is closed. Larger keeps connections for slow senders, smaller refuses clients on bad lines.
 * @param bodyTimeout {@code body-timeout}: the same for a body, which has 1 s more for each 64 KiB announced; then 408
 * @param idleTimeout {@code idle-timeout}: the time between requests, and before the first; then the connection is closed. As
 *     long may a client leave an answer unread.
 */
public record ClientLimits(
        @Nullable Integer maxConnections,
        @Nullable Integer maxHeld,
        @Nullable Integer maxRequests,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout) {
    private static final int SHARE = 4;

    /** The defaults. */
    public static final ClientLimits DEFAULT = of(new SettingValues());

    public ClientLimits {
        if (maxConnections != null) {
            RegistryKeys.MAX_CLIENT_CONNECTIONS.check(maxConnections);
        }
        if (maxHeld != null) {
            RegistryKeys.MAX_CLIENT_HELD.check(maxHeld);
        }
        if (maxRequests != null) {
            RegistryKeys.MAX_CLIENT_REQUESTS.check(maxRequests);
        }
        RegistryKeys.HEADER_TIMEOUT.check(headerTimeout);
        RegistryKeys.BODY_TIMEOUT.check(bodyTimeout);
        RegistryKeys.IDLE_TIMEOUT.check(idleTimeout);
    }

    static ClientLimits of(SettingValues values) {
        return new ClientLimits(
                values.find(RegistryKeys.MAX_CLIENT_CONNECTIONS),
                values.find(RegistryKeys.MAX_CLIENT_HELD),
                values.find(RegistryKeys.MAX_CLIENT_REQUESTS),
                values.get(RegistryKeys.HEADER_TIMEOUT),
                values.get(RegistryKeys.BODY_TIMEOUT),
                values.get(RegistryKeys.IDLE_TIMEOUT));
    }

    /** Returns the connections that a client may have of so many; null for no limit. */
    public @Nullable Integer connectionsOf(int all, boolean closed) {
        return of(maxConnections, all, closed);
    }

    /** Returns what a client may hold of so many; null for no limit. */
    public @Nullable Integer heldOf(int all, boolean closed) {
        return of(maxHeld, all, closed);
    }

    /** The limit that is given; else, in a closed node, a quarter, and one at least where there is any. */
    private static @Nullable Integer of(@Nullable Integer given, int all, boolean closed) {
        if (given != null || !closed) {
            return given;
        }
        return Math.max(Math.min(all, 1), all / SHARE);
    }
}
