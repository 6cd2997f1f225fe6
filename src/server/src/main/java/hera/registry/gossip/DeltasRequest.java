package hera.registry.gossip;

import hera.registry.replica.Digest;
import hera.registry.wire.PageFormat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A peer's question, as it arrived.
 *
 * @param form the form that the peer understands
 * @param hold how long the peer lets the answer be held; zero for an answer at once
 * @param whole whether the peer wants instances whole and no touches
 * @param from who asks; null for a node of the original design
 */
public record DeltasRequest(
        Digest digest,
        PageFormat form,
        Duration hold,
        boolean whole,
        @Nullable NodeIdentity from) {}
