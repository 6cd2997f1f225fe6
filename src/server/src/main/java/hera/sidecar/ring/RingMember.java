package hera.sidecar.ring;

/**
 * A place on the ring.
 *
 * @param identity the text that is hashed; keys follow it, wherever the member runs
 * @param address the {@code HOST:PORT} at which other members reach it
 */
public record RingMember(String identity, String address) {
    public RingMember {
        requireLine("identity", identity);
        requireLine("address", address);
    }

    /** The checksum separates members by line feeds and an identity from its address by an equals sign. */
    private static void requireLine(String what, String text) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw new IllegalArgumentException(
                    "A member's %s must have no control character and not be empty: '%s'".formatted(what, text));
        }
    }
}
