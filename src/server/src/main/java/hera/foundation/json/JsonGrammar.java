package hera.foundation.json;

/** The grammar of RFC 8259 for numbers and escapes. */
public final class JsonGrammar {
    private JsonGrammar() {}

    /**
     * Returns the end of the number that begins at {@code from} with a digit or a minus; the bitwise complement of the
     * index where a digit is missing.
     */
    static int numberEnd(byte[] text, int from, int end) {
        int i = from;
        if (at(text, i, end) == '-') {
            i++;
        }
        i = at(text, i, end) == '0' ? i + 1 : digitsEnd(text, i, end);
        if (i >= 0 && at(text, i, end) == '.') {
            i = digitsEnd(text, i + 1, end);
        }
        if (i >= 0 && (at(text, i, end) | 0x20) == 'e') {
            i++;
            int sign = at(text, i, end);
            i = digitsEnd(text, sign == '+' || sign == '-' ? i + 1 : i, end);
        }
        return i;
    }

    private static int digitsEnd(byte[] text, int from, int end) {
        int i = from;
        while (isDigit(at(text, i, end))) {
            i++;
        }
        return i > from ? i : ~from;
    }

    /** Returns the bytes, 2 or 6, of the escape whose backslash is at {@code i}; 0 when it is none of JSON's. */
    static int escapeLength(byte[] text, int i, int end) {
        switch (at(text, i + 1, end)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return 2;
            }
            case 'u' -> {
                for (int digit = i + 2; digit < i + 6; digit++) {
                    if (Character.digit(at(text, digit, end), 16) < 0) {
                        return 0;
                    }
                }
                return 6;
            }
            default -> {
                return 0;
            }
        }
    }

    /** Returns the byte at {@code i}; -1 from {@code end} on. */
    static int at(byte[] text, int i, int end) {
        return i < end ? text[i] & 0xff : -1;
    }

    static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
