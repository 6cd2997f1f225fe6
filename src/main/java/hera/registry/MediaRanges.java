package hera.registry;

import java.util.Locale;

/** What an {@code Accept} asks for (RFC 9110, 12.5.1), as far as there is a choice. */
final class MediaRanges {
    private MediaRanges() {}

    /** Whether events are named, and JSON is not named with the same weight or more. */
    static boolean prefersEvents(String accept) {
        double events = 0;
        double json = 0;
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            String type = parts[0].strip().toLowerCase(Locale.ROOT);
            if (type.equals(EventText.MEDIA_TYPE)) {
                events = weight(parts);
            } else if (type.equals("application/json")) {
                json = weight(parts);
            }
        }
        return events > json;
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
