package hera.sidecar.start;

import hera.foundation.http.HostPort;
import hera.foundation.settings.ProgramVersion;
import hera.sidecar.settings.SidecarSettings;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The lines that a sidecar prints when it runs. */
final class SidecarBanner {
    private SidecarBanner() {}

    /** @param debugPort the port for operators and their tools */
    static String of(SidecarSettings settings, int debugPort) {
        String host = settings.debug().host();
        List<String> sources =
                StartAddresses.sources(settings).stream().map(Object::toString).toList();
        return """
            Hera %s: sidecar %s of ring %s at %s
            Clients: %s, backend: %s, members: %s
            Key: %s, policy: %s, members from: %s
            Ring: %s://%s/_ring
            %s""".formatted(
                        ProgramVersion.get(),
                        settings.ring().identity(),
                        settings.ring().name(),
                        settings.ring().address(),
                        settings.http(),
                        settings.backend(),
                        settings.ringpop(),
                        settings.key(),
                        settings.policy().kind().name().toLowerCase(Locale.ROOT),
                        sources.stream().collect(Collectors.joining(", ")),
                        settings.security() == null ? "http" : "https",
                        HostPort.text(host == null ? "localhost" : host, debugPort),
                        doors(settings));
    }

    /** What the owner has to know of who may come in. */
    private static String doors(SidecarSettings settings) {
        if (settings.security() != null) {
            return "Clients need TLS and no credential: who may do what, the backend decides\n";
        }
        return settings.written() != null || settings.isLoopback()
                ? ""
                : "Open to anyone who can reach it: forwards, gossip, metrics. Close it with: hera secure init\n";
    }
}
