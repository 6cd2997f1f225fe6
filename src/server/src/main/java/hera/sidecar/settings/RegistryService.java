package hera.sidecar.settings;

import hera.foundation.http.HostPort;
import hera.foundation.names.ServiceName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service of a Hera registry, as {@code HOST:PORT[,HOST:PORT...]/SERVICE} names it, with {@code https://} before each node
 * where they speak TLS.
 *
 * @param nodes the addresses of nodes of the registry; at least one
 * @param service the service's name
 * @param tls whether the nodes speak TLS
 */
public record RegistryService(List<HostPort> nodes, String service, boolean tls) {
    private static final String HTTPS = "https://";

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
        int slash = text.replace(HTTPS, "https:--").indexOf('/');
        String service = text.substring(slash + 1);
        if (slash <= 0 || service.isEmpty()) {
            throw new IllegalArgumentException(
                    "must be HOST:PORT[,HOST:PORT...]/SERVICE, such as 127.0.0.1:3222/shop, not '%s'".formatted(text));
        }
        if (service.startsWith("_")) {
            throw new IllegalArgumentException("must name a service that does not begin with _, not '" + text + "'");
        }
        List<HostPort> nodes = new ArrayList<>();
        int secured = 0;
        for (String node : text.substring(0, slash).split(",", -1)) {
            boolean isSecured = node.startsWith(HTTPS);
            secured += isSecured ? 1 : 0;
            nodes.add(HostPort.parse(isSecured ? node.substring(HTTPS.length()) : node));
        }
        if (secured > 0 && secured < nodes.size()) {
            throw new IllegalArgumentException(
                    "must have https:// before each node, or before none, not '%s'".formatted(text));
        }
        return new RegistryService(nodes, new ServiceName(service).toString(), secured > 0);
    }

    /** The nodes, each with {@code https://} before it where they speak TLS. */
    public List<String> urls() {
        return nodes.stream().map(node -> (tls ? HTTPS : "") + node).toList();
    }

    /** Returns a node whose way to it others can read; null if there is none. */
    @Nullable
    HostPort readable() {
        return nodes.stream()
                .filter(node -> !tls && !ListenAddress.isLoopback(node.host()))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        return String.join(",", urls()) + "/" + service;
    }
}
