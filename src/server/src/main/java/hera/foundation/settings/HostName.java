package hera.foundation.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine, which is the default for a node's name. */
public final class HostName {
    private HostName() {}

    /** Returns the system's own name, even if no resolver knows it. */
    public static String find() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            String fromShell = System.getenv("HOSTNAME");
            return fromShell == null || fromShell.isBlank() ? "localhost" : fromShell;
        }
    }
}
