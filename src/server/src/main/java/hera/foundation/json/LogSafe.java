package hera.foundation.json;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * An escaper of input for error messages and log lines: the result is short, and free of characters that control a
 * terminal.
 */
public final class LogSafe {
    private static final int MAX_CHARS = 80;

    /** Words without spaces, quotes, equals signs and control characters; IPv6 addresses match. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}._:/@+%\\[\\]-]{1,255}");

    private LogSafe() {}

    /**
     * Returns a value for a log line of {@code key=value}: a plain word as it is, anything else in quotes with escapes,
     * so that no value can forge another key.
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
