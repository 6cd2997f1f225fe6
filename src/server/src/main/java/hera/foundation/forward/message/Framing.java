package hera.foundation.forward.message;

/**
 * The framing of a body: how its end is found (RFC 9112, 6).
 *
 * @param kind the way
 * @param length the bytes of a {@link Kind#LENGTH}, 0 for the others
 */
public record Framing(Kind kind, long length) {
    public static final Framing NONE = new Framing(Kind.NONE, 0);
    public static final Framing CHUNKED = new Framing(Kind.CHUNKED, 0);
    public static final Framing UNTIL_CLOSE = new Framing(Kind.UNTIL_CLOSE, 0);

    /** The ways to find the end. */
    public enum Kind {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    public static Framing length(long length) {
        return new Framing(Kind.LENGTH, length);
    }
}
