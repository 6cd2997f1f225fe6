package hera.failover.store;

import java.util.regex.Pattern;

/**
 * The identity of a session: 128 random bits, never used again.
 *
 * @param text 32 digits of lower-case hexadecimal, as it stands in the store
 */
public record SessionId(String text) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /**
     * Checks the components.
     *
     * @param text 32 digits of lower-case hexadecimal, as it stands in the store
     */
    public SessionId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("session \"" + text + "\" is not 32 digits of lower-case hexadecimal");
        }
    }

    /**
     * Returns the identity made of those bits.
     *
     * @param high the first 64 bits
     * @param low the last 64 bits
     * @return the identity
     */
    public static SessionId of(long high, long low) {
        return new SessionId("%016x%016x".formatted(high, low));
    }

    @Override
    public String toString() {
        return text;
    }
}
