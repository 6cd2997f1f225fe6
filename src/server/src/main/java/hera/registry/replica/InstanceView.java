package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.time.Moment;
import org.jspecify.annotations.Nullable;

/**
 * A live instance as one reader sees it.
 *
 * @param timestamp milliseconds since 1970: the origin's stamp of the last heartbeat
 * @param since the origin's stamp of the heartbeat that last changed the content; never repeats for one instance
 * @param ageMillis how long ago the origin took the last heartbeat
 * @param expiresInMillis how much longer the instance lives without another one
 */
public record InstanceView(
        InstanceId id,
        Instance instance,
        NodeName origin,
        long timestamp,
        long since,
        long ageMillis,
        long expiresInMillis) {
    /** The view of a live entry; null for one that is not, or for none. */
    static @Nullable InstanceView ofLive(@Nullable Entry entry, long livenessMillis, Moment now) {
        Instance content = entry == null ? null : entry.content();
        if (entry == null || content == null || !entry.isAlive(now, livenessMillis)) {
            return null;
        }
        return new InstanceView(
                entry.id(),
                content,
                entry.origin.name,
                entry.timestamp,
                entry.since,
                entry.ageMillis(now),
                entry.expiresAt(livenessMillis) - now.agingMillis());
    }

    /** Returns how long the instance lives after a heartbeat, in milliseconds. */
    public long lifetimeMillis() {
        return ageMillis + expiresInMillis;
    }
}
