package hera.registry.wire;

import hera.foundation.json.JsonText;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.registry.replica.Delta;
import hera.registry.replica.Deltas;
import hera.registry.replica.Digest;
import hera.registry.replica.OriginDeltas;
import hera.registry.replica.Replica;
import java.util.Map;

/**
 * A codec of pages of deltas as JSON, in both {@linkplain PageFormat forms}. Thread-safe.
 *
 * <p>In the rich form the object at the end of a tuple may have optional members: {@code "since"} on an entry whose
 * content is older than its timestamp and on every touch, {@code "ttl"} on a deletion, {@code "after"} on the first
 * tuple behind a gap, in which the sender may lack writes of the origin. Readers do without them, and skip members they
 * do not know.
 */
public final class DeltasCodec {
    // `,[` and `]`, the commas between five members, a timestamp, and the longest object of age, ttl, since and after.
    private static final int TUPLE_OVERHEAD =
            2 + 1 + 4 + 19 + "{\"age\":,\"ttl\":,\"since\":,\"after\":}".length() + 19 + 8 + 19 + 19;
    private static final int NULL_LENGTH = 4;

    private final InstanceReader instances;
    private final WireNames names;

    /** A codec that applies the clients' limits to received tuples. */
    public DeltasCodec(InstanceReader instances, WireNames names) {
        this.instances = instances;
        this.names = names;
    }

    /**
     * Reads a page. An invalid tuple is skipped and reported; the others are read (rule 9).
     *
     * @param asked the digest that the page answers; other origins are dropped
     * @param more the sender's statement that it has more; becomes {@link Deltas#more}
     * @param nowMillis the wall clock, in milliseconds since 1970
     * @throws MalformedInputException NOT_JSON or BAD_SHAPE when the page is not an object from origins to arrays;
     *     nothing of it may be used then
     */
    public DecodedPage decode(byte[] page, PageFormat form, Digest asked, boolean more, long nowMillis)
            throws MalformedInputException {
        return new DeltasReader(page, form, nowMillis + Replica.MAX_AHEAD_MILLIS, instances, names).read(asked, more);
    }

    /** Writes a page. The plain form has no touches and deletions, so they are left out. */
    public byte[] encode(Deltas deltas, PageFormat form) {
        int size = 2;
        for (Map.Entry<NodeName, OriginDeltas> origin : deltas.origins().entrySet()) {
            size += size(origin.getKey());
            for (Delta delta : origin.getValue().deltas()) {
                size += size(delta);
            }
        }
        DeltasWriter page = new DeltasWriter(size, form);
        deltas.origins().forEach(page::origin);
        return page.end();
    }

    /** Returns an upper bound, in bytes, of a delta in either form; usually some 60 bytes above its size. */
    public static int size(Delta delta) {
        int names = JsonText.quotedLength(delta.service().value())
                + JsonText.quotedLength(delta.id().utf8());
        int body = delta instanceof Delta.Put put ? put.instance().json().length : NULL_LENGTH;
        return names + body + TUPLE_OVERHEAD;
    }

    /** Returns the bytes that an origin takes in a page besides its deltas; the page itself takes 2. */
    public static int size(NodeName origin) {
        return JsonText.quotedLength(origin.value()) + ",:[]".length();
    }
}
