package hera.registry.wire;

import static hera.foundation.json.MalformedInputException.Reason.BAD_TTL;

import hera.foundation.json.MalformedInputException;
import hera.foundation.time.Seconds;
import java.time.Duration;

/** The bounds of an instance's own liveness: 1 second to 24 hours. */
public final class Ttl {
    public static final int MIN_MILLIS = 1_000;
    public static final int MAX_MILLIS = 24 * 60 * 60 * 1_000;

    private static final Duration BEYOND_ANY = Duration.ofDays(2);

    private Ttl() {}

    /**
     * Parses a number of seconds with an optional fraction, and returns milliseconds, rounded down.
     *
     * @throws MalformedInputException BAD_TTL
     */
    public static int parseSeconds(String seconds) throws MalformedInputException {
        try {
            return checkMillis(Seconds.parseUpTo(BEYOND_ANY, seconds).toMillis());
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(BAD_TTL, "ttl must be a number of seconds from 1 to 86400");
        }
    }

    /** @throws MalformedInputException BAD_TTL unless from {@link #MIN_MILLIS} to {@link #MAX_MILLIS} */
    static int checkMillis(long millis) throws MalformedInputException {
        if (millis < MIN_MILLIS || millis > MAX_MILLIS) {
            throw new MalformedInputException(BAD_TTL, "ttl must be from 1 second to 24 hours");
        }
        return (int) millis;
    }
}
