package hera.registry;

import hera.foundation.http.HostPort;
import hera.foundation.settings.ProgramVersion;
import hera.registry.settings.Exposure;
import hera.registry.settings.RegistrySettings;
import java.util.ArrayList;
import java.util.List;

/** The lines that a node prints after its start: three, and a fourth when it is open and no setting says that it should be. */
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
            Console: http://%s/_console/
            %s""".formatted(
                        ProgramVersion.get(),
                        settings.name(),
                        settings.bind() == null ? "port " + port : HostPort.text(settings.bind(), port),
                        environment,
                        peers(settings),
                        HostPort.text(settings.bind() == null ? "localhost" : settings.bind(), port),
                        warning(settings));
    }

    private static String warning(RegistrySettings settings) {
        return settings.open() != null || settings.exposure() == Exposure.LOOPBACK
                ? ""
                : "Open to anyone who can reach it: read, write, gossip. Say that it is meant with: security: open\n";
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
