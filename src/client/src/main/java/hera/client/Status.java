package hera.client;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The state that an instance states of itself in its member {@code status}. */
public enum Status {
    /** It takes requests; also when the member is absent or unknown. */
    UP,
    /** It does not take requests yet. */
    STARTING,
    /** It finishes its requests and takes no new ones; Eureka's {@code OUT_OF_SERVICE}. */
    DRAINING,
    /** It takes no requests. */
    DOWN;

    /** Parses the text of the member, ignoring case. */
    static Status of(@Nullable String text) {
        return switch (text == null ? "" : text.toUpperCase(Locale.ROOT)) {
            case "STARTING" -> STARTING;
            case "DRAINING", "OUT_OF_SERVICE" -> DRAINING;
            case "DOWN" -> DOWN;
            default -> UP;
        };
    }

    /** Returns the member's text. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
