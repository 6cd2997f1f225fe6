package hera.registry.gossip;

import hera.registry.wire.PageFormat;
import org.jspecify.annotations.Nullable;

/**
 * The response to a pull, as its sender makes it, and as its receiver reads it before it decodes the page.
 *
 * @param form how the page is written
 * @param page the body
 * @param more whether another pull at once brings more
 * @param waits whether the sender keeps pulls open when asked to
 * @param node the sender; null for a node of the original design
 * @param rival the address at which the sender heard another node of the asker's name, or null (rule 10)
 * @param contentDigest the value of {@code Content-Digest}, or null
 * @param seen how far the sender has followed the asker's own writes (rule 8); null if it is not stated
 * @param clockMillis the sender's wall clock, in milliseconds since 1970; null if it is not stated
 * @param complete false if the sender states that it may lack live instances (rule 12)
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
        @Nullable Long seen,
        @Nullable Long clockMillis,
        boolean complete) {
    /** The response of a node that does not state that it may lack live instances. */
    public PullResponse(
            PageFormat form,
            byte[] page,
            boolean more,
            boolean waits,
            @Nullable NodeIdentity node,
            @Nullable String rival,
            @Nullable String contentDigest,
            @Nullable Long seen,
            @Nullable Long clockMillis) {
        this(form, page, more, waits, node, rival, contentDigest, seen, clockMillis, true);
    }

    PullResponse withRival(@Nullable String address) {
        return new PullResponse(form, page, more, waits, node, address, contentDigest, seen, clockMillis, complete);
    }

    /** Returns this as the response of a node that may lack live instances. */
    public PullResponse ofIncompleteNode() {
        return new PullResponse(form, page, more, waits, node, rival, contentDigest, seen, clockMillis, false);
    }
}
