package hera.spawn.log;

/**
 * The key by which a client repeats a write safely.
 *
 * @param text 1 to 255 characters
 * @param fingerprint a digest of method, target and body: the same key with another one is a mistake of the client's
 */
public record IdempotencyKey(String text, String fingerprint) {
    private static final int MAX_LENGTH = 255;

    public IdempotencyKey {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("An Idempotency-Key has 1 to %d characters".formatted(MAX_LENGTH));
        }
    }
}
