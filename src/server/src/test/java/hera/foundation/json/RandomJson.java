package hera.foundation.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Random JSON text that uses all that the grammar has, and random damage to it. */
public final class RandomJson {
    private static final String[] NUMBERS = {
        "0", "-0", "1.0", "1e400", "-12.50E-3", "1E+2", "1234567890123456789012345678901234567890", "8080"
    };
    private static final String[] PIECES = {
        "a",
        "port",
        ".",
        " ",
        "\\t",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0041",
        "\\uD83D\\ude00",
        "\\ud800",
        "\\u0000",
        "é",
        "€",
        "😀",
        "\u007f",
        "\u2028",
        "{",
        "]",
        ",",
        ":",
        "x"
    };
    private static final String[] SPACES = {"", "", "", "", " ", "  ", "\n", "\t\r\n "};
    private static final byte[] DAMAGE =
            "{}[]\",:\\0123456789+-.eEtfnulrasu \t\n\r\u0000\u001f\u007fx".getBytes(StandardCharsets.UTF_8);

    private final SplittableRandom random;

    public RandomJson(long seed) {
        random = new SplittableRandom(seed);
    }

    /** An object, with white space wherever it may be. */
    public byte[] object() {
        StringBuilder out = new StringBuilder();
        space(out);
        object(out, 1 + random.nextInt(4));
        space(out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What is between the quotes of a string. */
    String inString() {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            out.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return out.toString();
    }

    /** The bytes with one or two of them changed, added, doubled, removed or everything after them cut off. */
    public byte[] damaged(byte[] text) {
        byte[] damaged = text;
        for (int i = random.nextInt(2); i >= 0 && damaged.length > 0; i--) {
            damaged = damagedOnce(damaged);
        }
        return damaged;
    }

    private byte[] damagedOnce(byte[] text) {
        int at = random.nextInt(text.length);
        byte any = random.nextBoolean() ? DAMAGE[random.nextInt(DAMAGE.length)] : (byte) random.nextInt(256);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(text, at);
            case 1 -> spliced(text, at, at + 1, new byte[0]);
            case 2 -> spliced(text, at, at, new byte[] {any});
            case 3 -> spliced(text, at, at, Arrays.copyOfRange(text, at, at + random.nextInt(text.length - at)));
            default -> spliced(text, at, at + 1, new byte[] {any});
        };
    }

    static byte[] spliced(byte[] text, int from, int to, byte[] part) {
        byte[] out = Arrays.copyOf(text, from + part.length + text.length - to);
        System.arraycopy(part, 0, out, from, part.length);
        System.arraycopy(text, to, out, from + part.length, text.length - to);
        return out;
    }

    private void value(StringBuilder out, int depth) {
        switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> out.append(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 1 -> out.append(random.nextBoolean());
            case 2 -> out.append("null");
            case 3, 4 -> string(out);
            case 5 -> object(out, depth - 1);
            default -> array(out, depth - 1);
        }
    }

    private void string(StringBuilder out) {
        out.append('"').append(inString()).append('"');
    }

    private void object(StringBuilder out, int depth) {
        out.append('{');
        for (int i = random.nextInt(4); i > 0; i--) {
            space(out);
            string(out);
            space(out);
            out.append(':');
            space(out);
            value(out, depth);
            space(out);
            out.append(i > 1 ? "," : "");
        }
        space(out);
        out.append('}');
    }

    private void array(StringBuilder out, int depth) {
        out.append('[');
        for (int i = random.nextInt(4); i > 0; i--) {
            space(out);
            value(out, depth);
            space(out);
            out.append(i > 1 ? "," : "");
        }
        space(out);
        out.append(']');
    }

    private void space(StringBuilder out) {
        out.append(SPACES[random.nextInt(SPACES.length)]);
    }
}
