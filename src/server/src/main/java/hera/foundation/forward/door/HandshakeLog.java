package hera.foundation.forward.door;

import hera.foundation.json.LogSafe;
import hera.foundation.time.Clock;
import hera.foundation.tls.NodeTls;
import java.io.IOException;
import java.net.SocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines about failed handshakes, of which there are a few a second at most. Thread-safe. */
final class HandshakeLog {
    private static final Logger log = LoggerFactory.getLogger(HandshakeLog.class);
    private static final int MOST_A_SECOND = 10;
    private static final long SECOND_MILLIS = 1000;

    private final Clock clock;

    // Guarded by this.
    private long second;
    private int logged;
    private int omitted;

    HandshakeLog(Clock clock) {
        this.clock = clock;
    }

    /**
     * Logs a failed handshake. To be called by the thread that tried it.
     *
     * @param side the word for the other side
     */
    void add(String side, @Nullable SocketAddress other, Throwable cause) {
        String refusal = NodeTls.takeRefusal();
        if (isLogged()) {
            log.warn(
                    "event=handshake-failed {}={} {}",
                    side,
                    LogSafe.value(String.valueOf(other)),
                    refusal == null ? "reason=" + LogSafe.value(reason(cause)) : refusal);
        }
    }

    private static String reason(Throwable cause) {
        String certificate = cause instanceof IOException io ? NodeTls.refusal(io) : null;
        if (certificate != null) {
            return certificate;
        }
        return cause instanceof SSLException
                ? LogSafe.of(
                        String.valueOf(cause.getMessage()).lines().findFirst().orElse(""))
                : "the other side speaks no TLS, or left during the handshake";
    }

    private synchronized boolean isLogged() {
        long now = clock.now().agingMillis() / SECOND_MILLIS;
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
