package hera.registry.api;

import hera.foundation.http.HeraHeaders;
import hera.foundation.http.QueryString;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.http.WaitPreference;
import hera.foundation.json.LogSafe;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.time.Clock;
import hera.registry.replica.Replica;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigInteger;
import java.time.Duration;

/**
 * The parameter {@code min} of a read: the response waits until this node holds the write with that timestamp, or a
 * newer one of the same instance.
 *
 * @param timestamp the timestamp of the write, as in {@code Hera-Timestamp}
 * @param preference the longest wait
 */
record ReadAfterWrite(long timestamp, WaitPreference preference) {
    /** The longest wait of a read that states none. */
    static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);

    /**
     * Reads the parameter.
     *
     * @param min its value
     * @throws MalformedInputException BAD_TIMESTAMP for no integer, or one more than a day ahead of this node's clock;
     *     BAD_QUERY for a malformed {@code wait}
     */
    static ReadAfterWrite of(String min, QueryString query, HttpServletRequest request, Clock clock)
            throws MalformedInputException {
        String stated = query.first("wait");
        WaitPreference wait = WaitPreference.of(stated, request.getHeaders(WaitPreference.PREFER));
        boolean isStated = stated != null || wait.preferred();
        return new ReadAfterWrite(timestamp(min, clock), isStated ? wait : new WaitPreference(DEFAULT_WAIT, false));
    }

    private static long timestamp(String min, Clock clock) throws MalformedInputException {
        if (!min.matches("-?[0-9]{1,30}")) {
            throw new MalformedInputException(
                    Reason.BAD_TIMESTAMP,
                    "min must be the %s of a write, an integer, not '%s'"
                            .formatted(HeraHeaders.TIMESTAMP, LogSafe.of(min)));
        }
        long latest = clock.now().wallMillis() + Replica.MAX_AHEAD_MILLIS;
        if (new BigInteger(min).compareTo(BigInteger.valueOf(latest)) > 0) {
            throw new MalformedInputException(
                    Reason.BAD_TIMESTAMP,
                    "min is more than a day ahead of this node's clock, so it is of no write: it is in milliseconds since 1970");
        }
        return new BigInteger(min).max(BigInteger.valueOf(Long.MIN_VALUE)).longValue();
    }

    /** Returns the refusal of a read whose wait ended without the write. */
    RequestRefusedException refusal() {
        return new RequestRefusedException(
                503,
                "behind",
                "this node does not hold a write of the instance with timestamp " + timestamp
                        + " or a greater one yet: come again, or ask another node",
                1);
    }
}
