package hera.registry.replica;

/**
 * The outcome of a merge of one origin's deltas, in numbers.
 *
 * @param fresh how many deltas were news
 * @param stale how many were known already, or older than the known version
 * @param restamped how many own writes were stamped again because they are provably later (rule 7)
 * @param contentMissing {@code 1} when a touch was for content that is not here: the rest was not merged, the cursor stays
 *     below it, and the origin is to be pulled from there with {@link Deltas.Detail#EVERYTHING_WHOLE} (rule 6)
 * @param full whether new instances were left out because the replica is full; the cursor stays below the first of them
 */
public record MergeReport(int fresh, int stale, int restamped, int contentMissing, boolean full) {
    /** The decision on one delta. */
    enum Outcome {
        /** It is newer than the known version, and replaces it. */
        FRESH,
        /** It is known already, or older than the known version or than a forgotten tombstone. */
        STALE,
        /** This node's own version is provably later, and gets a timestamp above it (rule 7). */
        RESTAMPED,
        /** A touch for content that is not here: it has to be pulled whole (rule 6). */
        CONTENT_MISSING,
        /** A new instance for which there is no room. */
        FULL
    }
}
