package hera.registry.gossip;

import hera.registry.replica.Digest;
import hera.registry.wire.PageFormat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pull, as its asker sends it and its receiver reads it.
 *
 * @param digest how far the asker has followed each origin
 * @param form the richest form of a page that the asker understands
 * @param hold how long the receiver may keep the pull open until it has news; zero for a response at once
 * @param whole whether instances are to come whole and not as touches, because the asker may lack their content (rule 6)
 * @param asker null for a node of the original design
 */
public record PullRequest(
        Digest digest,
        PageFormat form,
        Duration hold,
        boolean whole,
        @Nullable NodeIdentity asker) {
    /** Returns whether it asks for nothing but the name of the node that answers. */
    public boolean isQuestion() {
        return digest.origins().isEmpty() && digest.others() == Digest.NONE;
    }

    /** Returns this with another digest. */
    PullRequest of(Digest other) {
        return new PullRequest(other, form, hold, whole, asker);
    }
}
