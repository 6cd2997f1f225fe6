package hera.sidecar;

import java.util.List;

/**
 * The last change of a ring.
 *
 * @param atMillis when this member came to see it, in milliseconds since 1970
 * @param joined identities that came
 * @param left identities that went
 * @param moved which part of the keys has another owner since, from 0 to 1
 */
record RingChange(long atMillis, List<String> joined, List<String> left, double moved) {
    RingChange {
        joined = List.copyOf(joined);
        left = List.copyOf(left);
    }
}
