package hera.sidecar.settings;

import java.util.Locale;

/**
 * How much is logged. Numbers are those of logrus, which http-ringpop used: 0 panic, 1 fatal, 2 error, 3 warning, 4 info,
 * 5 debug, 6 trace.
 */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG;

    /** @throws IllegalArgumentException if the text is neither a number from 0 to 6 nor a level's name */
    static LogLevel parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "0", "1", "2", "error" -> ERROR;
            case "3", "warn" -> WARN;
            case "4", "info" -> INFO;
            case "5", "6", "debug" -> DEBUG;
            default ->
                throw new IllegalArgumentException(
                        "must be 0 to 6, error, warn, info or debug, not '%s'".formatted(text));
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
