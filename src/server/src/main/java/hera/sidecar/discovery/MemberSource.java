package hera.sidecar.discovery;

import hera.foundation.http.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A source of the addresses of members, read on a thread that may wait for it. */
public interface MemberSource {
    /**
     * Returns the ringpop addresses that it has now.
     *
     * @throws IOException with the reason, in words for the person who configured it
     */
    Set<HostPort> read() throws IOException;

    /** Returns the pause before it is read again. */
    Duration interval();

    /** Returns whether it must be readable when the program starts. */
    boolean isThereFromTheStart();

    /** Returns a file with a JSON array of addresses, such as {@code ["10.0.0.1:5000"]}. */
    static MemberSource jsonFile(Path file) {
        return new JsonFileSource(file);
    }

    /**
     * Returns a service of a Hera registry, whose instances' hosts and ports are members'.
     *
     * @param registry makes the client that asks
     */
    static MemberSource hera(RegistryClients registry, String service) {
        return new HeraSource(registry, service);
    }

    /** Returns a name of which every address, with that port, is a member's. */
    static MemberSource dns(String host, int port) {
        return new DnsSource(host, port, name -> List.of(InetAddress.getAllByName(name)));
    }
}
