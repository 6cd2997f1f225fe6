package hera.registry.replica;

/**
 * What became of the deltas of one origin.
 *
 * @param fresh how many were news
 * @param stale how many were known already, or older than what is known
 * @param restamped how many were older, by their age, than a write of this node's own that they would have replaced;
 *     that write now carries a greater timestamp
 * @param unheld {@code 1} when a touch was for content that is not held: the rest was left where it was, the cursor
 *     stays before it, and the origin is to be pulled from there with {@link Replica.Detail#EVERYTHING_WHOLE}
 * @param full whether new instances were left where they were because the replica may hold no more; the cursor stays
 *     before the first of them
 */
public record MergeReport(int fresh, int stale, int restamped, int unheld, boolean full) {
    /** What became of one delta. */
    enum Outcome {
        FRESH,
        STALE,
        RESTAMPED,
        UNHELD,
        FULL
    }
}
