package hera.foundation.json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growable buffer for writing JSON: punctuation as bytes, names and texts quoted, instances spliced. It does not check
 * that the result is well-formed. Not thread-safe.
 */
public final class JsonBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_ESCAPE = 6;
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes;
    private int length;

    /** @param capacity how many bytes fit before the buffer must grow */
    public JsonBuffer(int capacity) {
        bytes = new byte[Math.max(capacity, 16)];
    }

    /** Returns the number of bytes written. */
    public int length() {
        return length;
    }

    /** Empties the buffer and keeps its capacity. */
    public JsonBuffer clear() {
        length = 0;
        return this;
    }

    /** Returns a copy of the bytes written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    /** Writes one ASCII character unchanged. */
    public JsonBuffer raw(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Writes ASCII text unchanged. */
    public JsonBuffer raw(String ascii) {
        reserve(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /** Writes bytes of JSON unchanged. */
    public JsonBuffer raw(byte[] json) {
        return raw(json, 0, json.length);
    }

    public JsonBuffer raw(byte[] json, int offset, int count) {
        reserve(count);
        System.arraycopy(json, offset, bytes, length, count);
        length += count;
        return this;
    }

    public JsonBuffer number(long value) {
        if (value < 0) {
            return raw(Long.toString(value));
        }
        reserve(LONGEST_NUMBER);
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Writes a JSON string. A lone surrogate, which UTF-8 cannot encode, is written as an escape. */
    public JsonBuffer string(String text) {
        reserve(text.length() + 2);
        bytes[length++] = '"';
        int i = 0;
        while (i < text.length() && isPlain(text.charAt(i))) {
            bytes[length++] = (byte) text.charAt(i++);
        }
        while (i < text.length()) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            character(c);
        }
        return raw('"');
    }

    /** Writes a JSON string of well-formed UTF-8. */
    public JsonBuffer string(byte[] utf8) {
        reserve(utf8.length + 2);
        bytes[length++] = '"';
        int plain = 0;
        while (plain < utf8.length && isPlain(utf8[plain])) {
            plain++;
        }
        System.arraycopy(utf8, 0, bytes, length, plain);
        length += plain;
        for (int i = plain; i < utf8.length; i++) {
            byte b = utf8[i];
            if (b < 0) {
                reserve(1);
                bytes[length++] = b;
            } else {
                character(b);
            }
        }
        return raw('"');
    }

    private void character(int c) {
        reserve(LONGEST_ESCAPE);
        if (c == '"' || c == '\\') {
            bytes[length++] = '\\';
            bytes[length++] = (byte) c;
        } else if (c < ' ') {
            control(c);
        } else if (c < 0x80) {
            bytes[length++] = (byte) c;
        } else if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | c >> 6);
            continuation(c);
        } else if (c >= 0x10000) {
            bytes[length++] = (byte) (0xF0 | c >> 18);
            continuation(c >> 12);
            continuation(c >> 6);
            continuation(c);
        } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            unicodeEscape(c);
        } else {
            bytes[length++] = (byte) (0xE0 | c >> 12);
            continuation(c >> 6);
            continuation(c);
        }
    }

    private void continuation(int bits) {
        bytes[length++] = (byte) (0x80 | (bits & 0x3F));
    }

    private void control(int c) {
        int letter = "\b\t\n\f\r".indexOf(c);
        if (letter < 0) {
            unicodeEscape(c);
        } else {
            bytes[length++] = '\\';
            bytes[length++] = (byte) "btnfr".charAt(letter);
        }
    }

    private void unicodeEscape(int c) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[c >> shift & 0xF];
        }
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.addExact(length, Math.max(count, length)));
        }
    }

    private static boolean isPlain(byte b) {
        return (b >= ' ' || b < 0) && b != '"' && b != '\\';
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
    }
}
