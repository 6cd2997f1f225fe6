package hera.state;

import java.util.Map;

/**
 * How far a node has followed each origin: it holds all that the origin wrote up to the given timestamp, unless
 * something newer has replaced it.
 *
 * @param last per origin the last timestamp received, in milliseconds since 1970
 * @param others the timestamp that stands for each origin not in {@code last}, or {@link #NONE} when those are not asked
 *     for
 */
public record Digest(Map<NodeName, Long> last, long others) {
    /** Origins that are not named are not asked for. */
    public static final long NONE = -1;

    public Digest(Map<NodeName, Long> last) {
        this(last, NONE);
    }
}
