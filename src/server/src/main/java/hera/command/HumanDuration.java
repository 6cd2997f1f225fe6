package hera.command;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A formatter of durations for people. */
final class HumanDuration {
    private static final String UNKNOWN = "-";
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private HumanDuration() {}

    /** @param millis a number of JSON as text; null or no number for an unknown one */
    static String of(@Nullable String millis) {
        if (millis == null || !millis.matches("-?[0-9]{1,18}(\\.[0-9]+)?")) {
            return UNKNOWN;
        }
        int point = millis.indexOf('.');
        return of(Long.parseLong(point < 0 ? millis : millis.substring(0, point)));
    }

    static String of(long millis) {
        if (millis < 0) {
            return "-" + of(-millis);
        }
        if (millis < SECOND) {
            return millis + " ms";
        }
        if (millis < 10 * SECOND) {
            return String.format(Locale.ROOT, "%.1f s", Math.floor(millis / 100.0) / 10);
        }
        if (millis < 10 * MINUTE) {
            return millis / SECOND + " s";
        }
        if (millis < 10 * HOUR) {
            return millis / MINUTE + " min";
        }
        return millis < 10 * DAY ? millis / HOUR + " h" : millis / DAY + " d";
    }
}
