package hera;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this machine is called: the name of a node that is given none. */
final class HostName {
    private HostName() {}

    /** The name that the system knows itself by, even where no resolver knows it. */
    static String find() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            String fromShell = System.getenv("HOSTNAME");
            return fromShell == null || fromShell.isBlank() ? "localhost" : fromShell;
        }
    }
}
