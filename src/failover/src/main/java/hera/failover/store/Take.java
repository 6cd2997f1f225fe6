package hera.failover.store;

import org.jspecify.annotations.Nullable;

/**
 * A name to be taken: the row as it must still be, and so the term that it gets.
 *
 * @param name the name to be led
 * @param term the term that the row must still have, and that grows by 1; if the row is missing, the greatest term
 *     that the taker remembers of the name, or 0
 * @param from the holder that may be replaced: a session known to be dead or gone, or the taker's own; null if only a
 *     released name may be taken
 * @param isNew whether the row is missing and is to be inserted; an insert never replaces a row
 */
public record Take(String name, long term, @Nullable SessionId from, boolean isNew) {

    /**
     * Returns the term that the taker has if this succeeds.
     *
     * @return {@code term + 1}
     */
    public long newTerm() {
        return term + 1;
    }
}
