package hera.command;

/**
 * The escape sequences that emphasise text on a terminal.
 *
 * @param on false where the output is no terminal
 */
public record Colours(boolean on) {
    String bold(String text) {
        return in("1", text);
    }

    String good(String text) {
        return in("32", text);
    }

    /** Returns the text in red. */
    public String bad(String text) {
        return in("31", text);
    }

    private String in(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
