package hera.foundation.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this machine is called: the name of a node that is given none. */
public final class HostName {
    private HostName() {}

    /** The name that the system knows itself by, even where no resolver knows it. */
    public static String find() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            String fromShell = System.getenv("HOSTNAME");
            return fromShell == null || fromShell.isBlank() ? "localhost" : fromShell;
        }
    }
}
