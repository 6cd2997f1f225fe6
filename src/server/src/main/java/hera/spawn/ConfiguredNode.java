package hera.spawn;

import hera.foundation.http.HostPort;

/**
 * A node as the configuration file has it.
 *
 * @param secure whether it speaks HTTPS
 */
record ConfiguredNode(HostPort address, boolean secure, int priority, boolean active, boolean maintenance) {
    /** Returns the text by which this entry is compared with that of the last start. */
    String line() {
        return "%s priority=%d active=%s maintenance=%s%s"
                .formatted(address, priority, active, maintenance, secure ? " scheme=https" : "");
    }
}
