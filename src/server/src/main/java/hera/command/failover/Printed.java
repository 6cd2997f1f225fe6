package hera.command.failover;

import java.util.regex.Pattern;

/** Texts of others in lines of {@code key=value}: nothing in them ends the line or steers a terminal. */
final class Printed {
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\p{C}]+");

    private Printed() {}

    /** Returns it as it is if it is one plain word, else quoted. */
    static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : quoted(text);
    }

    /** Returns it as JSON writes a string. */
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
