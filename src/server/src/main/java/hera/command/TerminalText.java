package hera.command;

/**
 * An escaper of text for terminals: characters that would control a terminal, or hide or reverse other text, become JSON's
 * {@code \}{@code uXXXX}, so that JSON keeps its meaning.
 */
public final class TerminalText {
    private TerminalText() {}

    /** Returns a text of one line, escaped. */
    public static String line(String text) {
        return escape(text, false);
    }

    /** Escapes a text of several lines. */
    static String lines(String text) {
        return escape(text, true);
    }

    private static String escape(String text, boolean lineEnds) {
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isPlain(c) || (lineEnds && c == '\n')) {
                shown.appendCodePoint(c);
            } else {
                for (char half : Character.toChars(c)) {
                    shown.append("\\u%04x".formatted((int) half));
                }
            }
        });
        return shown.toString();
    }

    private static boolean isPlain(int c) {
        return c < 0x7F
                ? c >= ' '
                : switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }

    /** Returns the number of terminal columns of a text. */
    static int width(String printable) {
        return printable.codePoints().map(TerminalText::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFE30 && c <= 0xFE6F)
                || (c >= 0xFF00 && c <= 0xFF60)
                || (c >= 0x1F300 && c <= 0x1F64F)
                || (c >= 0x1F900 && c <= 0x1F9FF)
                || (c >= 0x20000 && c <= 0x3FFFD);
        return wide ? 2 : 1;
    }
}
