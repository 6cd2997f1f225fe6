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

    /** A token as this program makes them: 256 bits of base64url. */
    private static final Pattern TOKEN = Pattern.compile("hera_[A-Za-z0-9_-]{43}");

    private LogSafe() {}

    /** Returns a text with what looks like a token taken out, wherever it stands. */
    public static String withoutTokens(String text) {
        return text.contains("hera_") ? TOKEN.matcher(text).replaceAll("hera_...") : text;
    }

    /**
     * Returns a value for a log line of {@code key=value}: a plain word as it is, anything else in quotes with escapes,
     * so that no value can forge another key.
     */
    public static String value(String input) {
        String safe = withoutTokens(input);
        return PLAIN.matcher(safe).matches() ? safe : new String(JsonText.quote(of(input)), StandardCharsets.UTF_8);
    }

    public static String of(String input) {
        String safe = withoutTokens(input);
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(safe.length(), MAX_CHARS); i++) {
            char c = safe.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return shown.toString();
    }
}
