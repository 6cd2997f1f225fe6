package hera.sidecar;

import hera.sidecar.ring.HashRing;
import org.jspecify.annotations.Nullable;

/**
 * The token of a forwarded request: {@code <ring name>;<sender's checksum>;<XXH64 of the key>}, numbers in 16
 * hexadecimal digits.
 */
record ForwardToken(String ring, long checksum, long keyHash) {
    private static final int DIGITS = 16;

    /** Parses a token; returns null if it is malformed. */
    static @Nullable ForwardToken parse(String text) {
        int first = text.indexOf(';');
        int second = text.indexOf(';', first + 1);
        if (first <= 0 || second != first + 1 + DIGITS || text.length() != second + 1 + DIGITS) {
            return null;
        }
        String digits = text.substring(first + 1, second) + text.substring(second + 1);
        if (!digits.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return null;
        }
        return new ForwardToken(
                text.substring(0, first),
                Long.parseUnsignedLong(digits.substring(0, DIGITS), 16),
                Long.parseUnsignedLong(digits.substring(DIGITS), 16));
    }

    @Override
    public String toString() {
        return ring + ";" + HashRing.hex(checksum) + ";" + HashRing.hex(keyHash);
    }
}
