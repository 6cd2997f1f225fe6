package hera.sidecar.start;

import hera.foundation.http.HostPort;
import hera.sidecar.settings.RegistryService;
import hera.sidecar.settings.SidecarKeys;
import hera.sidecar.settings.SidecarSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * The check of {@code --check}: prints the effective settings as a configuration file, and in comments whether the
 * backend and the members' addresses take connections.
 */
final class SidecarCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final PrintWriter out;

    SidecarCheck(PrintWriter out) {
        this.out = out;
    }

    /** Returns whether all answer. */
    boolean run(SidecarSettings settings) {
        out.print(SidecarKeys.TABLE.yaml(settings));
        StartAddresses addresses = StartAddresses.of(settings);
        boolean all = ask("backend", settings.backend().address());
        RegistryService registry = settings.sources().hera();
        for (HostPort node : registry == null ? List.<HostPort>of() : registry.nodes()) {
            all &= ask("registry", node);
        }
        for (HostPort member : addresses.members()) {
            all &= ask("member", member);
        }
        out.flush();
        return all;
    }

    private boolean ask(String what, HostPort address) {
        String answer = answer(address);
        out.println("# " + what + " " + address + ": " + answer);
        return answer.equals("takes connections");
    }

    private static String answer(HostPort address) {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            InetSocketAddress at = new InetSocketAddress(address.host(), address.port());
            if (at.isUnresolved()) {
                return "unknown host";
            }
            socket.connect(at, Math.toIntExact(PATIENCE.toMillis()));
            return "takes connections";
        } catch (IOException e) {
            return "does not answer (" + e.getMessage() + ")";
        }
    }
}
