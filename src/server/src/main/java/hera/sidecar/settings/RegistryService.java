package hera.sidecar.settings;

import hera.foundation.http.HostPort;
import hera.foundation.names.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A service of a Hera registry, as {@code HOST:PORT[,HOST:PORT...]/SERVICE} names it.
 *
 * @param nodes the addresses of nodes of the registry; at least one
 * @param service the service's name
 */
public record RegistryService(List<HostPort> nodes, String service) {
    public RegistryService {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("must name a node of the registry");
        }
    }

    /**
     * Returns the service that the text names.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static RegistryService parse(String text) {
        int slash = text.indexOf('/');
        String service = text.substring(slash + 1);
        if (slash <= 0 || service.isEmpty()) {
            throw new IllegalArgumentException(
                    "must be HOST:PORT[,HOST:PORT...]/SERVICE, such as 127.0.0.1:3222/shop, not '%s'".formatted(text));
        }
        if (service.startsWith("_")) {
            throw new IllegalArgumentException("must name a service that does not begin with _, not '" + text + "'");
        }
        List<HostPort> nodes = new ArrayList<>();
        for (String node : text.substring(0, slash).split(",", -1)) {
            nodes.add(HostPort.parse(node));
        }
        return new RegistryService(nodes, new ServiceName(service).toString());
    }

    @Override
    public String toString() {
        return nodes.stream().map(HostPort::toString).collect(Collectors.joining(",")) + "/" + service;
    }
}
