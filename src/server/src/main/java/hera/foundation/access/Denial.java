package hera.foundation.access;

import java.util.Locale;

/** Why a request is denied. */
public enum Denial {
    NO_CREDENTIAL(401),
    BAD_CREDENTIAL(401),
    EXPIRED(401),
    SCOPE(403),
    IDENTITY(403),
    CROSS_ORIGIN(403),
    RATE(429),
    CONNECTIONS(429),
    TIMEOUT(408),
    MALFORMED(400);

    private final int status;

    Denial(int status) {
        this.status = status;
    }

    /** The status of the response. */
    public int status() {
        return status;
    }

    /** The word for it in logs and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
