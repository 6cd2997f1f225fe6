package hera.registry.replica;

import hera.foundation.names.NodeName;
import java.util.List;
import java.util.Map;

/**
 * How far a node has followed each origin: it holds all that the origin wrote up to the given timestamp, unless
 * something newer has replaced it, but for the gaps.
 *
 * @param last per origin the last timestamp received, in milliseconds since 1970
 * @param others the timestamp that stands for each origin not in {@code last}, or {@link #NONE} when those are not asked
 *     for
 * @param gaps per origin the spans below {@code last} in which the node may lack something, oldest first and apart;
 *     origins without any are left out
 */
public record Digest(Map<NodeName, Long> last, long others, Map<NodeName, List<TimestampRange>> gaps) {
    /** Origins that are not named are not asked for. */
    public static final long NONE = -1;

    /** Without gaps. */
    public Digest(Map<NodeName, Long> last, long others) {
        this(last, others, Map.of());
    }

    /** Of the named origins only, and without gaps. */
    public Digest(Map<NodeName, Long> last) {
        this(last, NONE);
    }
}
