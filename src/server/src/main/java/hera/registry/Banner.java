package hera.registry;

import hera.foundation.access.SecuritySettings;
import hera.foundation.http.HostPort;
import hera.foundation.settings.ProgramVersion;
import hera.registry.settings.Exposure;
import hera.registry.settings.RegistrySettings;
import java.util.ArrayList;
import java.util.List;

/** The lines that a node prints after its start: three, and a fourth of what its owner has to know of its security. */
final class Banner {
    private static final int MOST_PEERS = 5;

    private Banner() {}

    /** @param port the listening port */
    static String of(RegistrySettings settings, int port) {
        String environment =
                settings.environment() == null ? "no environment" : "environment " + settings.environment();
        return """
            Hera %s: node %s at %s, %s
            Peers: %s
            Console: %s
            %s""".formatted(
                        ProgramVersion.get(),
                        settings.name(),
                        settings.bind() == null ? "port " + port : HostPort.text(settings.bind(), port),
                        environment,
                        peers(settings),
                        console(settings, port),
                        warning(settings));
    }

    private static String console(RegistrySettings settings, int port) {
        SecuritySettings security = settings.security();
        if (security != null && !security.console()) {
            return "none";
        }
        return (security == null || security.tls() == null ? "http://" : "https://")
                + HostPort.text(settings.bind() == null ? "localhost" : settings.bind(), port) + "/_console/";
    }

    private static String warning(RegistrySettings settings) {
        if (settings.security() != null) {
            return settings.security().tls() == null ? "TLS: none, a mesh or a proxy has to do it\n" : "";
        }
        return settings.open() != null || settings.exposure() == Exposure.LOOPBACK
                ? ""
                : "Open to anyone who can reach it: read, write, gossip. Close it with: hera secure init\n";
    }

    private static String peers(RegistrySettings settings) {
        List<String> peers = new ArrayList<>();
        settings.peers().forEach((name, address) -> peers.add(name + " " + address));
        settings.neighbours().stream().map(HostPort::toString).forEach(peers::add);
        if (peers.isEmpty()) {
            return "none";
        }
        String shown = String.join(", ", peers.subList(0, Math.min(MOST_PEERS, peers.size())));
        int hidden = peers.size() - MOST_PEERS;
        return hidden > 0 ? shown + " and " + hidden + " more" : shown;
    }
}
