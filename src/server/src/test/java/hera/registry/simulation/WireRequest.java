package hera.registry.simulation;

import hera.registry.gossip.NodeIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pull on the wire.
 *
 * @param query the digest as a query; null when it is in the body
 * @param body the digest as JSON; null when it is in the query
 * @param gaps the header beside it; null for none
 * @param rich whether the asker accepts the rich form
 * @param whole whether the asker wants no touches
 * @param from null for a node of the original design
 */
@SuppressWarnings("ArrayRecordComponent") // on the wire, never compared
record WireRequest(
        @Nullable String query,
        byte @Nullable [] body,
        @Nullable String gaps,
        boolean rich,
        Duration hold,
        boolean whole,
        @Nullable NodeIdentity from) {
    /** The size on the wire in bytes, without the other headers. */
    int bytes() {
        return digest().length + (gaps == null ? 0 : gaps.length());
    }

    byte[] digest() {
        return body != null ? body : String.valueOf(query).getBytes(StandardCharsets.US_ASCII);
    }
}
