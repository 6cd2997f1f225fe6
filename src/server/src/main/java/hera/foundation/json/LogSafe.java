package hera.foundation.json;

/** Input as it may appear in a message or a line of a log: short, and without characters that steer a terminal. */
public final class LogSafe {
    private static final int MAX_CHARS = 80;

    private LogSafe() {}

    public static String of(String input) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(input.length(), MAX_CHARS); i++) {
            char c = input.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return shown.toString();
    }
}
