package hera.foundation.json;

/** A strict validator of UTF-8 (Unicode, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    private Utf8() {}

    /** Returns the length in bytes, 1 to 4, of the character at {@code i}; 0 when it is not well-formed. */
    static int lengthAt(byte[] text, int i, int end) {
        int lead = text[i] & 0xff;
        if (lead < 0x80) {
            return 1;
        }
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length == 0 || end - i < length) {
            return 0;
        }
        int second = text[i + 1] & 0xff;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int k = 2; k < length; k++) {
            if ((text[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** Returns the index of the first byte that is not part of a well-formed character, or -1. */
    public static int firstBad(byte[] text, int from, int to) {
        int i = from;
        while (i < to) {
            int length = lengthAt(text, i, to);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }
}
