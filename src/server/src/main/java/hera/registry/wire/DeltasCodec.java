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
 * Pages of deltas as JSON, in both {@linkplain PageFormat forms}. Thread-safe.
 *
 * <p>In the rich form the object that ends a tuple may say more than the contract asks for: {@code "since"} on an entry
 * whose content is older than its timestamp and on every touch, {@code "ttl"} on a deletion, {@code "after"} on the
 * first tuple behind a gap: what the origin wrote between the tuple before and that timestamp the sender may lack.
 * Readers do without them, and pass over members they do not know.
 */
public final class DeltasCodec {
    // `,[` and `]`, the commas between five members, a timestamp, and the longest object of age, ttl, since and after.
    private static final int TUPLE_OVERHEAD =
            2 + 1 + 4 + 19 + "{\"age\":,\"ttl\":,\"since\":,\"after\":}".length() + 19 + 8 + 19 + 19;
    private static final int NULL_LENGTH = 4;

    private final InstanceReader instances;
    private final WireNames names;

    /** The rules that received tuples must keep to are those for clients. */
    public DeltasCodec(InstanceReader instances, WireNames names) {
        this.instances = instances;
        this.names = names;
    }

    /**
     * Reads a page. A tuple that is not sound is skipped and reported; it does not stop the others (rule 9).
     *
     * @param asked the digest that the page answers; origins that it does not ask for are left out
     * @param more whether the sender said that there is more to ask for; passed on to {@link Deltas#more}
     * @param nowMillis the wall clock, in milliseconds since 1970
     * @throws MalformedInputException NOT_JSON or BAD_SHAPE when the page as a whole is no object from origins to arrays; then
     *     nothing of it may be used
     */
    public DecodedPage decode(byte[] page, PageFormat form, Digest asked, boolean more, long nowMillis)
            throws MalformedInputException {
        return new DeltasReader(page, form, nowMillis + Replica.MAX_AHEAD_MILLIS, instances, names).read(asked, more);
    }

    /** The page. In the plain form, which cannot say them, touches and deletions are left out. */
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

    /**
     * How many bytes of a page the delta takes at most, in either form; mostly some 60 more than it
     * does take.
     */
    public static int size(Delta delta) {
        int names = JsonText.quotedLength(delta.service().value())
                + JsonText.quotedLength(delta.id().utf8());
        int body = delta instanceof Delta.Put put ? put.instance().json().length : NULL_LENGTH;
        return names + body + TUPLE_OVERHEAD;
    }

    /** How many bytes of a page an origin takes besides its deltas; the page itself takes 2. */
    public static int size(NodeName origin) {
        return JsonText.quotedLength(origin.value()) + ",:[]".length();
    }
}
