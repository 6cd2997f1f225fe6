package hera.foundation.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON text: pretty-printing for people, and conversion of strings. */
public final class JsonText {
    private static final byte[] INDENT = "  ".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    /** Returns the JSON string for {@code text}, quotes included. */
    public static byte[] quote(String text) {
        return new JsonBuffer(text.length() + 2).string(text).toByteArray();
    }

    /**
     * Returns the same JSON with one member or element a line, indented by two spaces, and a newline at the end. Empty
     * objects and arrays stay {@code {}} and {@code []}; every token keeps its spelling.
     *
     * @param json well-formed
     */
    public static byte[] pretty(byte[] json) {
        JsonBuffer out = new JsonBuffer(json.length * 2);
        int depth = 0;
        int i = 0;
        while (i < json.length) {
            byte c = json[i];
            int end = tokenEnd(json, i);
            switch (c) {
                case ' ', '\t', '\r', '\n' -> {}
                case '{', '[' -> {
                    out.raw((char) c);
                    if (end == i + 1) {
                        line(out, ++depth);
                    } else {
                        out.raw((char) (c + 2));
                    }
                }
                case '}', ']' -> line(out, --depth).raw((char) c);
                case ',' -> line(out.raw(','), depth);
                case ':' -> out.raw(": ");
                default -> out.raw(json, i, end - i);
            }
            i = end;
        }
        return out.raw('\n').toByteArray();
    }

    /** Returns the end of a token: of a whole string, of an empty container, or of any other single byte. */
    private static int tokenEnd(byte[] json, int from) {
        int i = from + 1;
        switch (json[from]) {
            case '{', '[' -> {
                while (json[i] == ' ' || json[i] == '\t' || json[i] == '\r' || json[i] == '\n') {
                    i++;
                }
                return json[i] == json[from] + 2 ? i + 1 : from + 1;
            }
            case '"' -> {
                while (json[i] != '"') {
                    i += json[i] == '\\' ? 2 : 1;
                }
                return i + 1;
            }
            default -> {
                return i;
            }
        }
    }

    private static JsonBuffer line(JsonBuffer out, int depth) {
        out.raw('\n');
        for (int i = 0; i < depth; i++) {
            out.raw(INDENT);
        }
        return out;
    }

    /** Returns the number of bytes that {@link JsonBuffer#string(String)} writes for a text without lone surrogates. */
    public static int quotedLength(String text) {
        int length = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length += quotedLength((byte) c);
            } else {
                length += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return length;
    }

    /** Returns the number of bytes that {@link JsonBuffer#string(byte[])} writes. */
    public static int quotedLength(byte[] utf8) {
        int length = 2;
        for (byte b : utf8) {
            length += quotedLength(b);
        }
        return length;
    }

    private static int quotedLength(byte b) {
        if (b == '"' || b == '\\') {
            return 2;
        }
        return b >= 0 && b < ' ' ? 6 : 1;
    }

    /** Returns the text of the string token from {@code from} to {@code to}, quotes included and free of flaws. */
    public static String unquote(byte[] json, int from, int to) {
        int last = to - 1;
        int run = from + 1;
        int escape = indexOf(json, (byte) '\\', run, last);
        if (escape < 0) {
            return new String(json, run, last - run, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(to - from);
        while (escape >= 0) {
            text.append(new String(json, run, escape - run, StandardCharsets.UTF_8));
            byte letter = json[escape + 1];
            run = escape + (letter == 'u' ? 6 : 2);
            text.append(letter == 'u' ? (char) hex(json, escape + 2) : unescaped(letter));
            escape = indexOf(json, (byte) '\\', run, last);
        }
        return text.append(new String(json, run, last - run, StandardCharsets.UTF_8))
                .toString();
    }

    /** Returns whether that string token denotes {@code text}, whose UTF-8 is {@code utf8}. */
    public static boolean stringEquals(byte[] json, int from, int to, String text, byte[] utf8) {
        if (Arrays.equals(json, from + 1, to - 1, utf8, 0, utf8.length)) {
            return indexOf(utf8, (byte) '\\', 0, utf8.length) < 0;
        }
        return indexOf(json, (byte) '\\', from, to) >= 0
                && unquote(json, from, to).equals(text);
    }

    public static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Parses the digits from {@code from} to {@code to}; returns -1 for any other byte, and for a number beyond a long.
     */
    public static long unsigned(byte[] text, int from, int to) {
        if (from == to) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int hex(byte[] json, int from) {
        int c = 0;
        for (int i = from; i < from + 4; i++) {
            c = c << 4 | Character.digit(json[i], 16);
        }
        return c;
    }

    private static char unescaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) letter;
        };
    }
}
