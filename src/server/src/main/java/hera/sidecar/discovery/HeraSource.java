package hera.sidecar.discovery;

import hera.client.Discovery;
import hera.client.HeraClient;
import hera.client.Instance;
import hera.foundation.http.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source of members: a service of a Hera registry, read once by a client that is then closed. {@link
 * RegistryPresence} follows the service.
 */
record HeraSource(RegistryClients registry, String service) implements MemberSource {
    private static final Logger log = LoggerFactory.getLogger(HeraSource.class);

    /** The longest wait of a start for a registry that is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Override
    public Set<HostPort> read() throws IOException {
        try (HeraClient client = registry.start()) {
            Discovery members = client.discover(service);
            if (!members.await(PATIENCE)) {
                throw new IOException(
                        "no node of the registry has told its members in %d s".formatted(PATIENCE.toSeconds()));
            }
            return addresses(members.instances());
        }
    }

    /**
     * Returns the addresses of instances; one with an invalid host is left out, because anyone may register anything.
     */
    static Set<HostPort> addresses(List<Instance> instances) {
        Set<HostPort> addresses = new LinkedHashSet<>();
        for (Instance instance : instances) {
            try {
                addresses.add(new HostPort(instance.host(), instance.port()));
            } catch (IllegalArgumentException e) {
                log.debug("event=no-member instance={} reason={}", instance.id(), e.getMessage());
            }
        }
        return addresses;
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(10);
    }

    /** False: the registry may come up later. */
    @Override
    public boolean isThereFromTheStart() {
        return false;
    }

    @Override
    public String toString() {
        return "Hera service " + service;
    }
}
