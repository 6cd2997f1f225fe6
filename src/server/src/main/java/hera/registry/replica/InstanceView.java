package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.time.Moment;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A live instance as one reader sees it. Its text is shared with the replica, which replaces a text and never changes it: a
 * view of a whole service takes little memory, however large its instances are.
 */
public final class InstanceView {
    /** The memory that a view takes, with its place in a list and without the text that it shares. */
    public static final int BYTES = 72;

    /** The order of {@link InstanceId}. */
    public static final Comparator<InstanceView> BY_ID =
            (a, b) -> Arrays.compareUnsigned(a.idAndContent, 0, a.idLength, b.idAndContent, 0, b.idLength);

    private final byte[] idAndContent;
    private final int idLength;
    private final NodeName origin;
    private final long timestamp;
    private final long since;
    private final long ageMillis;
    private final long expiresInMillis;

    private InstanceView(Entry entry, long livenessMillis, Moment now) {
        this.idAndContent = entry.idAndContent();
        this.idLength = entry.idLength();
        this.origin = entry.origin.name;
        this.timestamp = entry.timestamp;
        this.since = entry.since;
        this.ageMillis = entry.ageMillis(now);
        this.expiresInMillis = entry.expiresAt(livenessMillis) - now.agingMillis();
    }

    /** The view of a live entry; null for one that is not, or for none. */
    static @Nullable InstanceView ofLive(@Nullable Entry entry, long livenessMillis, Moment now) {
        return entry != null && entry.isAlive(now, livenessMillis)
                ? new InstanceView(entry, livenessMillis, now)
                : null;
    }

    /** Returns the id, copied. */
    public InstanceId id() {
        return InstanceId.ofChecked(Arrays.copyOf(idAndContent, idLength));
    }

    /** Returns the number of bytes of the id. */
    public int idLength() {
        return idLength;
    }

    /** Returns the instance, copied. */
    public InstanceContent instance() {
        return new InstanceContent(Arrays.copyOfRange(idAndContent, idLength, idAndContent.length));
    }

    /** Returns the number of bytes of the instance's JSON. */
    public int contentLength() {
        return idAndContent.length - idLength;
    }

    /** Returns whether that is the instance's JSON. */
    public boolean isContent(byte[] json) {
        return Arrays.equals(idAndContent, idLength, idAndContent.length, json, 0, json.length);
    }

    /** Returns the id and, behind it, the instance's JSON: shared, not to be changed. */
    public byte[] idAndContent() {
        return idAndContent;
    }

    public NodeName origin() {
        return origin;
    }

    /** Returns the origin's stamp of the last heartbeat, in milliseconds since 1970. */
    public long timestamp() {
        return timestamp;
    }

    /** Returns the origin's stamp of the heartbeat that last changed the content; never repeats for one instance. */
    public long since() {
        return since;
    }

    /** Returns how long ago the origin took the last heartbeat. */
    public long ageMillis() {
        return ageMillis;
    }

    /** Returns how much longer the instance lives without another heartbeat. */
    public long expiresInMillis() {
        return expiresInMillis;
    }

    /** Returns how long the instance lives after a heartbeat, in milliseconds. */
    public long lifetimeMillis() {
        return ageMillis + expiresInMillis;
    }

    @Override
    public String toString() {
        return id() + "=" + instance() + " of " + origin + " at " + timestamp;
    }
}
