package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.names.ServiceName;
import hera.foundation.time.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest write of one instance.
 *
 * @param ageMillis how long ago the origin took it
 */
public record WriteView(
        ServiceName service, InstanceId id, NodeName origin, long timestamp, long ageMillis, Kind kind) {
    /** The effect of a write. */
    public enum Kind {
        /** It brought new content. */
        PUT,
        /** It renewed what was there. */
        HEARTBEAT,
        /** It removed the instance. */
        DELETE
    }

    /**
     * The newest write of one name, whether or not it keeps an instance alive.
     *
     * @param timestamp the origin's stamp of the write
     * @param since the origin's stamp of the heartbeat that last changed the content; of a deletion its own
     * @param ttlMillis the instance's own liveness, or {@link Delta#NO_TTL}
     * @param isOverdue whether the life that the write gave is over; a tombstone that is not overdue is a deletion
     */
    public record Last(NodeName origin, long timestamp, long since, int ttlMillis, boolean isOverdue) {
        static @Nullable Last of(@Nullable Entry entry, long livenessMillis, Moment now) {
            return entry == null
                    ? null
                    : new Last(
                            entry.origin.name,
                            entry.timestamp,
                            entry.since,
                            entry.ttlMillis,
                            now.agingMillis() >= entry.expiresAt(livenessMillis));
        }
    }

    /** The newest of some origins, by age; their clocks are not compared. */
    static List<WriteView> newest(Collection<Origin> origins, int most, Moment now) {
        List<WriteView> writes = new ArrayList<>();
        for (Origin origin : origins) {
            Entry entry = origin.newest();
            for (int i = 0; i < most && entry != null; entry = entry.older) {
                if (!entry.service.internal) {
                    writes.add(of(entry, now));
                    i++;
                }
            }
        }
        writes.sort(Comparator.comparingLong(WriteView::ageMillis));
        return List.copyOf(writes.subList(0, Math.min(most, writes.size())));
    }

    private static WriteView of(Entry entry, Moment now) {
        Kind kind = !entry.hasContent() ? Kind.DELETE : entry.since == entry.timestamp ? Kind.PUT : Kind.HEARTBEAT;
        return new WriteView(
                entry.service.name, entry.id(), entry.origin.name, entry.timestamp, entry.ageMillis(now), kind);
    }
}
