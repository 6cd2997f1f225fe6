package hera.sidecar;

import java.util.List;

/**
 * The last change of a ring.
 *
 * @param atMillis the time at which this member saw it, in milliseconds since 1970
 * @param joined the identities that came
 * @param left the identities that went
 * @param moved the share of the keys that have another owner since, from 0 to 1
 */
record RingChange(long atMillis, List<String> joined, List<String> left, double moved) {
    RingChange {
        joined = List.copyOf(joined);
        left = List.copyOf(left);
    }
}
