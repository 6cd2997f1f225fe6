package hera.failover;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** The checks of names and identifiers. */
final class NameChecks {
    static final int MAX_NAME_BYTES = 255;
    static final int MAX_ID_BYTES = 1_024;

    private NameChecks() {}

    static String checkName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "the name has " + bytes + " bytes of UTF-8, it must have 1 to " + MAX_NAME_BYTES);
        }
        int control =
                (int) name.chars().takeWhile(c -> !Character.isISOControl(c)).count();
        if (control < name.length()) {
            throw new IllegalArgumentException("the name has a control character at " + control);
        }
        return name;
    }

    static String checkId(String id) {
        int bytes = id.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_ID_BYTES) {
            throw new IllegalArgumentException(
                    "the id has " + bytes + " bytes of UTF-8, it must have at most " + MAX_ID_BYTES);
        }
        return id;
    }

    /** Returns the name of this process for people. */
    static String ofThisProcess() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        return host + ":" + ProcessHandle.current().pid();
    }
}
