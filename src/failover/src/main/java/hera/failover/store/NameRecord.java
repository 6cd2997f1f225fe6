package hera.failover.store;

import org.jspecify.annotations.Nullable;

/**
 * A name as it stands in the store.
 *
 * @param name the led name
 * @param term the greatest term that was ever given of it; at least 1
 * @param holder the session that holds it with that term, or null if it was released
 * @param member the holder's name for people, or null
 * @param leaseMillis the holder's lease, which judges it if its session is missing
 * @param identifier what the last master gave to {@code synchronize}, or null
 * @param sync grows with each identifier
 * @param wanted the session that asks for the name, or null
 * @param priority the asking session's; if none asks, the holder's
 * @param resign the term that an operator asks to end; 0 if none
 * @param sinceMillis the store's own time of the last take, in milliseconds since 1970: for people, never for decisions
 */
public record NameRecord(
        String name,
        long term,
        @Nullable SessionId holder,
        @Nullable String member,
        long leaseMillis,
        @Nullable String identifier,
        long sync,
        @Nullable SessionId wanted,
        int priority,
        long resign,
        long sinceMillis) {

    /**
     * Checks the components.
     *
     * @param name the led name
     * @param term the greatest term that was ever given of it; at least 1
     * @param holder the session that holds it with that term, or null if it was released
     * @param member the holder's name for people, or null
     * @param leaseMillis the holder's lease, which judges it if its session is missing
     * @param identifier what the last master gave to {@code synchronize}, or null
     * @param sync grows with each identifier
     * @param wanted the session that asks for the name, or null
     * @param priority the asking session's; if none asks, the holder's
     * @param resign the term that an operator asks to end; 0 if none
     * @param sinceMillis the store's own time of the last take, in milliseconds since 1970: for people, never for decisions
     */
    public NameRecord {
        if (term < 1 || leaseMillis < 1 || sync < 0) {
            throw new IllegalArgumentException(
                    name + " has term " + term + ", a lease of " + leaseMillis + " ms and sync " + sync);
        }
    }
}
