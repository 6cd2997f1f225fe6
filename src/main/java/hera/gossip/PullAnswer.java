package hera.gossip;

import hera.wire.Form;
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
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record PullAnswer(
        Form form,
        byte[] page,
        boolean more,
        boolean waits,
        @Nullable NodeIdentity node,
        @Nullable String rival,
        @Nullable String contentDigest) {}
