package hera.registry.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two forms of a page of deltas. */
public enum PageFormat {
    /** The form of the original design: live entries only, without ages. */
    PLAIN("application/json"),

    /** The form between Hera nodes: with ages, touches and deletions. */
    RICH("application/vnd.hera.deltas+json");

    private final String mediaType;

    PageFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Returns the form for the response to a request with that {@code Accept}: RICH only if it is named. */
    public static PageFormat accepted(@Nullable String accept) {
        if (accept != null) {
            for (String range : accept.split(",", -1)) {
                if (isRich(range)) {
                    return RICH;
                }
            }
        }
        return PLAIN;
    }

    /** Returns the form of a response with that {@code Content-Type}: PLAIN unless it is RICH. */
    public static PageFormat of(@Nullable String contentType) {
        return contentType != null && isRich(contentType) ? RICH : PLAIN;
    }

    private static boolean isRich(String mediaType) {
        int semicolon = mediaType.indexOf(';');
        String bare = semicolon < 0 ? mediaType : mediaType.substring(0, semicolon);
        return bare.strip().toLowerCase(Locale.ROOT).equals(RICH.mediaType);
    }
}
