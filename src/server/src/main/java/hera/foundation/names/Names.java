package hera.foundation.names;

/** The check for names of every kind. */
final class Names {
    static final int MAX_BYTES = 255;

    private Names() {}

    /** Refuses a name that is empty, longer than {@code maxBytes} of UTF-8, or contains a control character or a lone surrogate. */
    static void check(String what, String name, int maxBytes) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
        long bytes = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c)) {
                throw new IllegalArgumentException(
                        "%s must not contain control characters (U+%04X at %d)".formatted(what, (int) c, i));
            }
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < name.length()
                    && Character.isLowSurrogate(name.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                throw new IllegalArgumentException(
                        "%s must be valid Unicode (lone surrogate at %d)".formatted(what, i));
            }
        }
        if (bytes > maxBytes) {
            throw new IllegalArgumentException(
                    "%s must be at most %d bytes of UTF-8, not %d".formatted(what, maxBytes, bytes));
        }
    }
}
