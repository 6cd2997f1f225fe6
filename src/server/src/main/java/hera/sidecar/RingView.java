package hera.sidecar;

import hera.foundation.forward.Target;
import hera.sidecar.ring.HashRing;
import java.util.List;

/**
 * The ring at one moment, in one object, so that a request's owner, its address and the checksum that is sent with it
 * never come from different rings.
 *
 * @param joined whether it is known who else is there; before that, nothing is served
 * @param ring the members
 * @param self this member's place on the ring, -1 while it is not on it
 * @param targets where each member takes forwards, in the order of {@link HashRing#members}
 */
record RingView(boolean joined, HashRing ring, int self, List<Target> targets) {
    public RingView {
        if (targets.size() != ring.size() || self >= ring.size()) {
            throw new IllegalArgumentException(
                    "%d targets and place %d do not fit a ring of %d".formatted(targets.size(), self, ring.size()));
        }
        targets = List.copyOf(targets);
    }

    /** Returns the view of a sidecar that has not found out yet who is there. */
    public static RingView unknown() {
        return new RingView(false, HashRing.EMPTY, -1, List.of());
    }
}
