package hera.spawn;

import hera.foundation.http.HostPort;

/** A node as the configuration file has it. */
record ConfiguredNode(HostPort address, int priority, boolean active, boolean maintenance) {
    /** Returns the text by which this entry is compared with that of the last start. */
    String line() {
        return "%s priority=%d active=%s maintenance=%s".formatted(address, priority, active, maintenance);
    }
}
