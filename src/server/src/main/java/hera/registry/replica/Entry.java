package hera.registry.replica;

import hera.foundation.names.InstanceId;
import hera.foundation.names.NodeName;
import hera.foundation.time.Moment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest version known of one instance, alive or dead. One object for as long as the instance is known: a renewal
 * changes it in place and moves it to the newest end of its origin. Guarded by the replica's lock.
 *
 * <p>A million of these are held, so each field is weighed: identity and content are one array of bytes, because each
 * array takes 16 by itself, the links are part of the entry, and nothing is stored that can be computed.
 */
final class Entry extends ExpiryWheel.Link {
    private static final byte[] NO_CONTENT = {};
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    final Service service;

    /** The id, and behind it the content, unless this is a tombstone: deleted, or expired and swept. */
    private byte[] idAndContent;

    private final byte idLength;

    /**
     * Whether another origin had announced this content before its present origin first wrote it, so that it is no news to
     * anybody that this one did (rule 11). Such an instance goes round the nodes.
     */
    boolean takenOver;

    Origin origin;
    long timestamp;

    /** The timestamp at which the origin first wrote this content. */
    long since;

    /** When the origin took the write, on this node's aging clock; before zero for what is older than the node. */
    long heardAt;

    /** The instance's own liveness, or {@link Delta#NO_TTL}. */
    int ttlMillis;

    @Nullable
    Entry older;

    @Nullable
    Entry newer;

    Entry(Service service, byte[] id, Origin origin) {
        this.service = service;
        this.idAndContent = id;
        this.idLength = (byte) id.length;
        this.origin = origin;
    }

    InstanceId id() {
        return InstanceId.ofChecked(Arrays.copyOf(idAndContent, idLength()));
    }

    /** The id and the content, shared: a change replaces the array and never writes into it. */
    byte[] idAndContent() {
        return idAndContent;
    }

    int idLength() {
        return Byte.toUnsignedInt(idLength);
    }

    byte idByte(int index) {
        return idAndContent[index];
    }

    boolean hasId(byte[] id) {
        return id.length == idLength() && Arrays.equals(idAndContent, 0, id.length, id, 0, id.length);
    }

    /** The id's {@link #hash}. */
    int idHash(long seed) {
        return hash(idAndContent, idLength(), seed);
    }

    /** A hash of the first bytes of an array. Clients choose ids, so it is seeded. */
    static int hash(byte[] id, int length, long seed) {
        long h = seed ^ length;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            h = mix(h ^ (long) LONGS.get(id, i));
        }
        long tail = 0;
        for (; i < length; i++) {
            tail = tail << 8 | (id[i] & 0xff);
        }
        h = mix(h ^ tail);
        return (int) (h ^ (h >>> 32));
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    boolean hasContent() {
        return idAndContent.length > idLength();
    }

    int contentLength() {
        return idAndContent.length - idLength();
    }

    /** A copy of the content; null in a tombstone. */
    @Nullable
    InstanceContent content() {
        return hasContent()
                ? new InstanceContent(Arrays.copyOfRange(idAndContent, idLength(), idAndContent.length))
                : null;
    }

    boolean isContent(InstanceContent other) {
        byte[] json = other.json();
        return Arrays.equals(idAndContent, idLength(), idAndContent.length, json, 0, json.length);
    }

    /** Replaces the content, by none in a tombstone. Returns whether it has changed. */
    boolean replaceContent(@Nullable InstanceContent other) {
        if (other == null ? !hasContent() : isContent(other)) {
            return false;
        }
        byte[] json = other == null ? NO_CONTENT : other.json();
        byte[] replaced = Arrays.copyOf(idAndContent, idLength() + json.length);
        System.arraycopy(json, 0, replaced, idLength(), json.length);
        idAndContent = replaced;
        return true;
    }

    boolean isAlive(Moment now, long livenessMillis) {
        return hasContent() && now.agingMillis() < expiresAt(livenessMillis);
    }

    long ageMillis(Moment now) {
        return Math.max(0, now.agingMillis() - heardAt);
    }

    /** The time at which a live entry expires, on the aging clock (rule 4). */
    long expiresAt(long livenessMillis) {
        return expiresAt(heardAt, ttlMillis, livenessMillis);
    }

    static long expiresAt(long heardAt, int ttlMillis, long livenessMillis) {
        return heardAt + (ttlMillis == Delta.NO_TTL ? livenessMillis : ttlMillis);
    }

    /** The time of the next sweep of this entry, on the aging clock: a live one expires, a tombstone is forgotten. */
    long dueAt(long livenessMillis) {
        return hasContent() ? expiresAt(livenessMillis) : forgottenAt(heardAt, ttlMillis, livenessMillis);
    }

    /**
     * The time at which a tombstone is forgotten (rule 5): after twice the longest life that a copy may have. While a copy
     * might still live on some node, the tombstone outdates it. The second life is the margin for nodes that were paused.
     */
    static long forgottenAt(long heardAt, int ttlMillis, long livenessMillis) {
        return heardAt + 2 * Math.max(livenessMillis, ttlMillis);
    }

    /** The approximate size in a page, in bytes. */
    int bytes() {
        return PageBuilder.size(service.name, idLength(), contentLength());
    }

    /** Rule 2: the greater timestamp wins, between equal ones the greater origin name. */
    boolean isOlderThan(long otherTimestamp, NodeName otherOrigin) {
        return timestamp != otherTimestamp ? timestamp < otherTimestamp : origin.name.compareTo(otherOrigin) < 0;
    }
}
