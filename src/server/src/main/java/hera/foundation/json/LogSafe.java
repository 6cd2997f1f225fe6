package hera.foundation.json;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Input as it may appear in a message or a line of a log: short, and without characters that steer a terminal. */
public final class LogSafe {
    private static final int MAX_CHARS = 80;

    /** Words without spaces, quotes, equals signs and characters that steer a terminal; IPv6 addresses are among them. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}._:/@+%\\[\\]-]{1,255}");

    private LogSafe() {}

    /**
     * The value of a member of a log line, {@code key=value}: as it is while it is one plain word, else in quotes with
     * escapes, so that no value makes members of its own.
     */
    public static String value(String input) {
        return PLAIN.matcher(input).matches() ? input : new String(JsonText.quote(of(input)), StandardCharsets.UTF_8);
    }

    public static String of(String input) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(input.length(), MAX_CHARS); i++) {
            char c = input.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return shown.toString();
    }
}
