package hera.foundation.forward;

import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The TLS of a listener's connections, or of the connections to a target. Thread-safe. */
public interface TlsEngines {
    /** Returns the engine of a new connection, with its mode, protocols and cipher suites set. */
    SSLEngine newEngine();

    /**
     * Notes that a handshake has failed. Called in the thread that checked the other side's certificate.
     *
     * @param other the other side's address; null if it is gone
     */
    void failed(@Nullable SocketAddress other, Throwable cause);
}
