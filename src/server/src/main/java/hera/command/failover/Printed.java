package hera.command.failover;

import java.util.regex.Pattern;

/** An escaper of values in lines of {@code key=value}: the result has no line end and no control characters. */
final class Printed {
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\p{C}]+");

    private Printed() {}

    /** Returns a plain word as it is, any other text quoted. */
    static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : quoted(text);
    }

    /** Returns the text as a JSON string. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (Pattern.matches("\\p{C}|\\p{Zl}|\\p{Zp}", Character.toString(c))) {
                for (char half : Character.toChars(c)) {
                    out.append("\\u%04x".formatted((int) half));
                }
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}
