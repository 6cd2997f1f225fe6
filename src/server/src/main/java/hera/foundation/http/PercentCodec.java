package hera.foundation.http;

import static hera.foundation.json.MalformedInputException.Reason.BAD_PATH;

import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.json.Utf8;
import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986) of UTF-8, decoded strictly and exactly once. */
public final class PercentCodec {
    private static final String HEX = "0123456789ABCDEF";

    private PercentCodec() {}

    /**
     * Decodes one raw path segment; {@code +} is itself.
     *
     * @throws MalformedInputException BAD_PATH for a {@code %} without two hexadecimal digits, for bytes that are no UTF-8, and
     *     for control and non-ASCII characters, which must come encoded
     */
    public static String decodeSegment(String raw) throws MalformedInputException {
        return decode(raw, 0, raw.length(), false, BAD_PATH, "the path segment");
    }

    /** Encodes a text for paths and queries: all but the unreserved characters {@code A-Z a-z 0-9 - . _ ~}. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt(b >> 4 & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return encoded.toString();
    }

    public static String decode(String raw, int from, int to, boolean plusIsSpace, Reason reason, String what)
            throws MalformedInputException {
        if (isPlain(raw, from, to, plusIsSpace)) {
            return raw.substring(from, to);
        }
        byte[] bytes = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = to - i > 2 ? hex(raw.charAt(i + 1)) : -1;
                int low = to - i > 2 ? hex(raw.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    throw refused(reason, what, "a % must be followed by two hexadecimal digits", i - from);
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c <= ' ' || c >= 0x7F) {
                throw refused(reason, what, "blanks, controls and non-ASCII must be percent-encoded", i - from);
            } else {
                bytes[length++] = (byte) (c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        int bad = Utf8.firstBad(bytes, 0, length);
        if (bad >= 0) {
            throw refused(reason, what, "what it encodes is not UTF-8", bad);
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Whether the text has nothing to decode, as most have not. */
    private static boolean isPlain(String raw, int from, int to, boolean plusIsSpace) {
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '%' || (c == '+' && plusIsSpace)) {
                return false;
            }
        }
        return true;
    }

    private static MalformedInputException refused(Reason reason, String what, String why, int position) {
        return new MalformedInputException(reason, "%s is malformed: %s (at byte %d)".formatted(what, why, position));
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static boolean isUnreserved(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || "-._~".indexOf(b) >= 0;
    }
}
