package hera.registry.gossip;

import hera.registry.wire.PageFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a peer answered, not yet looked into.
 *
 * @param form how the page is written
 * @param page the body, as it came
 * @param more whether the peer has more to give at once
 * @param waits whether the peer confirmed that it would hold the answer
 * @param node who answered; null for a node of the original design
 * @param rival where the peer heard another node of the asker's name, or null
 * @param contentDigest the value of {@code Content-Digest}, or null
 * @param clockMillis what the peer's wall clock showed when it answered; null where it does not say
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record PullResponse(
        PageFormat form,
        byte[] page,
        boolean more,
        boolean waits,
        @Nullable NodeIdentity node,
        @Nullable String rival,
        @Nullable String contentDigest,
        @Nullable Long clockMillis) {
    /** Of a peer that does not say what time it has. */
    public PullResponse(
            PageFormat form,
            byte[] page,
            boolean more,
            boolean waits,
            @Nullable NodeIdentity node,
            @Nullable String rival,
            @Nullable String contentDigest) {
        this(form, page, more, waits, node, rival, contentDigest, null);
    }
}
