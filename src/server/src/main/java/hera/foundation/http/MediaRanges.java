package hera.foundation.http;

import java.util.Locale;

/** The header {@code Accept} (RFC 9110, 12.5.1), as far as this program offers a choice. */
public final class MediaRanges {
    /** The media type of server-sent events. */
    public static final String EVENT_STREAM = "text/event-stream";

    private MediaRanges() {}

    /** Returns whether {@code text/event-stream} is named, and JSON is not named with the same weight or more. */
    public static boolean prefersEvents(String accept) {
        return prefers(EVENT_STREAM, accept);
    }

    /** Returns whether HTML is named, as browsers do, and JSON is not named with the same weight or more. */
    public static boolean prefersPage(String accept) {
        return prefers("text/html", accept);
    }

    private static boolean prefers(String wanted, String accept) {
        double other = 0;
        double json = 0;
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            String type = parts[0].strip().toLowerCase(Locale.ROOT);
            if (type.equals(wanted)) {
                other = weight(parts);
            } else if (type.equals("application/json")) {
                json = weight(parts);
            }
        }
        return other > json;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.matches("q\\s*=\\s*[01](\\.[0-9]{0,3})?")) {
                return Double.parseDouble(parameter.substring(parameter.indexOf('=') + 1));
            }
        }
        return 1;
    }
}
