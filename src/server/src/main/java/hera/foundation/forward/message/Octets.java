package hera.foundation.forward.message;

/** The classes of bytes of HTTP's grammar (RFC 9110, 5.5 and 5.6.2; RFC 3986). */
final class Octets {
    static final byte CR = '\r';
    static final byte LF = '\n';

    private static final boolean[] TOKEN = new boolean[256];
    private static final boolean[] VALUE = new boolean[256];
    private static final boolean[] HOST = new boolean[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            TOKEN[c] = alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
            VALUE[c] = c == '\t' || (c >= ' ' && c != 0x7F);
            HOST[c] = alphanumeric || "-._~!$&'()*+,;=%".indexOf(c) >= 0;
        }
    }

    private Octets() {}

    static boolean isToken(byte b) {
        return TOKEN[b & 0xFF];
    }

    /** Whether the byte may stand in a field's value: any but a control character; a tab may. */
    static boolean isValue(byte b) {
        return VALUE[b & 0xFF];
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Whether the byte may stand in a registered name; two hexadecimal digits must follow a percent sign. */
    static boolean isRegisteredName(byte b) {
        return HOST[b & 0xFF];
    }

    /** Returns the value of a hexadecimal digit, -1 for any other byte. */
    static int hex(byte b) {
        return b >= 0 ? Character.digit(b, 16) : -1;
    }

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    /** Whether the bytes equal the word, which is in lower case, ignoring case. */
    static boolean spells(byte[] bytes, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (lower(bytes[i]) != word.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the index of the first such byte; {@code to} if there is none. */
    static int indexOf(byte[] bytes, int from, int to, char wanted) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
