package hera.registry.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two ways in which a page of deltas is written. */
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

    /** The form to answer a request with whose {@code Accept} this is: RICH only for those who name it. */
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

    /** The form of an answer whose {@code Content-Type} this is: PLAIN for all that is not said to be RICH. */
    public static PageFormat of(@Nullable String contentType) {
        return contentType != null && isRich(contentType) ? RICH : PLAIN;
    }

    private static boolean isRich(String mediaType) {
        int semicolon = mediaType.indexOf(';');
        String bare = semicolon < 0 ? mediaType : mediaType.substring(0, semicolon);
        return bare.strip().toLowerCase(Locale.ROOT).equals(RICH.mediaType);
    }
}
