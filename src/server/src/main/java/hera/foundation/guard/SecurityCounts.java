package hera.foundation.guard;

import hera.foundation.access.Denial;

/** The counts of what happens at a door, in the metrics that its program has. Thread-safe. */
public interface SecurityCounts {
    /** A request was denied: {@code hera_denied_total}. */
    void denied(Denial reason);

    /**
     * A change of files of security was seen: {@code hera_security_reloads_total}.
     *
     * @param inForce whether they are in force; otherwise the former ones still are
     */
    void reloaded(boolean inForce);
}
