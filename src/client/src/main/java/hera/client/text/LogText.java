package hera.client.text;

/** An escaper of foreign text for one line of a log. */
public final class LogText {
    private static final int MOST_LENGTH = 500;

    private LogText() {}

    /** Returns the text with control characters as {@code \}{@code uXXXX}, and cut where it is long. */
    public static String of(String text) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), MOST_LENGTH));
        for (int i = 0; i < text.length(); i++) {
            if (safe.length() >= MOST_LENGTH) {
                return safe.append("...").toString();
            }
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029) {
                safe.append("\\u%04x".formatted((int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }
}
