package hera.foundation.server;

import java.util.List;
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
 */
public record ServerSettings(
        String name,
        PortChoice port,
        @Nullable String bind,
        int maxBodyBytes,
        int maxWaitingRequests,
        List<String> readiness) {
    public ServerSettings {
        readiness = List.copyOf(readiness);
    }
}
