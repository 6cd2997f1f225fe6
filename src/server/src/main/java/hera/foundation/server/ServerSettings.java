package hera.foundation.server;

import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the web server, which each system derives from its own.
 *
 * @param name this server's name, shown in each line of the log and at {@code /actuator/info}
 * @param port the ports to try
 * @param bind the address to listen on, or a host name that stands for it; null for all addresses
 * @param maxBodyBytes the largest request body that is read, in bytes; of a larger one as much again is read and
 *     dropped, so that the sender can read the refusal
 * @param maxWaitingRequests requests that may wait for their response at a time; each keeps a connection
 * @param readiness names of the health contributors, beside Spring Boot's own, on which {@code
 *     /actuator/health/readiness} depends
 * @param tls gives each new connection the server's end of TLS, which the port speaks, and nothing else; null for plain HTTP
 */
public record ServerSettings(
        String name,
        PortChoice port,
        @Nullable String bind,
        int maxBodyBytes,
        int maxWaitingRequests,
        List<String> readiness,
        @Nullable Supplier<SSLEngine> tls) {
    /** Connections for requests that do not wait: heartbeats, reads, peers, people. */
    private static final int OTHER_CONNECTIONS = 8192;

    public ServerSettings {
        readiness = List.copyOf(readiness);
    }

    /** The settings of a server of plain HTTP. */
    public ServerSettings(
            String name,
            PortChoice port,
            @Nullable String bind,
            int maxBodyBytes,
            int maxWaitingRequests,
            List<String> readiness) {
        this(name, port, bind, maxBodyBytes, maxWaitingRequests, readiness, null);
    }

    /** The connections that are served at a time; further ones wait to be accepted. */
    public int maxConnections() {
        return maxWaitingRequests + OTHER_CONNECTIONS;
    }

    /** The same with TLS. */
    public ServerSettings with(Supplier<SSLEngine> tls) {
        return new ServerSettings(name, port, bind, maxBodyBytes, maxWaitingRequests, readiness, tls);
    }
}
