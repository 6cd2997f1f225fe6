package hera.foundation.tls;

import hera.foundation.json.LogSafe;
import java.io.IOException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of handshakes that fail: who tried, and why. It has at most ten lines a second; the first of a later second says how
 * many were left out. Thread-safe.
 */
public final class HandshakeLog {
    private static final Logger log = LoggerFactory.getLogger(HandshakeLog.class);
    private static final int MOST_A_SECOND = 10;
    private static final long SECOND_MILLIS = 1000;

    /** What Netty says before all bytes of what is no TLS, as a number: a request with its token, of whoever forgot the s of https. */
    private static final String PLAIN_BYTES = "not an SSL/TLS record";

    private final LongSupplier millis;

    // Guarded by this.
    private long second;
    private int logged;
    private int omitted;

    /** @param millis a time in milliseconds that never steps back */
    public HandshakeLog(LongSupplier millis) {
        this.millis = millis;
    }

    /**
     * Logs a failed handshake. To be called by the thread that tried it.
     *
     * @param side the word for the other side, such as {@code client}
     * @param other its address
     * @param cause null if nobody knows one: the handshake is logged then only if a certificate was refused, because load
     *     balancers connect and leave without a word
     */
    public void add(String side, String other, @Nullable Throwable cause) {
        String refusal = NodeTls.takeRefusal();
        if ((refusal != null || cause != null) && isLogged()) {
            log.warn(
                    "event=handshake-failed {}={} {}",
                    side,
                    LogSafe.value(other),
                    refusal == null ? "reason=" + LogSafe.value(reason(side, cause)) : refusal);
        }
    }

    private static String reason(String side, @Nullable Throwable cause) {
        String certificate = cause instanceof IOException io ? NodeTls.refusal(io) : null;
        if (certificate != null) {
            return certificate;
        }
        String message = String.valueOf(cause == null ? "" : cause.getMessage())
                .lines()
                .findFirst()
                .orElse("");
        return cause instanceof SSLException && !message.startsWith(PLAIN_BYTES)
                ? LogSafe.of(message)
                : "the %s speaks no TLS, or left during the handshake".formatted(side);
    }

    private synchronized boolean isLogged() {
        long now = millis.getAsLong() / SECOND_MILLIS;
        if (now != second) {
            if (omitted > 0) {
                log.warn("event=handshake-failed omitted={}", omitted);
            }
            second = now;
            logged = 0;
            omitted = 0;
        }
        boolean room = logged < MOST_A_SECOND;
        logged += room ? 1 : 0;
        omitted += room ? 0 : 1;
        return room;
    }
}
