package hera.sidecar;

import hera.foundation.forward.Target;
import hera.sidecar.ring.HashRing;
import java.util.List;

/**
 * An immutable snapshot of the ring, so that a request's owner, its address and the checksum sent with it always belong
 * to the same ring.
 *
 * @param joined whether the other members are known; before that, no request is served
 * @param ring the members
 * @param self this member's place on the ring, -1 while it is not on it
 * @param targets the address for forwards of each member, in the order of {@link HashRing#members}
 * @param loads this sidecar's open requests to each member, in that order
 */
record RingView(boolean joined, HashRing ring, int self, List<Target> targets, List<Load> loads) {
    private static final int PERCENT = 100;

    public RingView {
        if (targets.size() != ring.size() || loads.size() != ring.size() || self >= ring.size()) {
            throw new IllegalArgumentException("%d targets, %d loads and place %d do not fit a ring of %d"
                    .formatted(targets.size(), loads.size(), self, ring.size()));
        }
        targets = List.copyOf(targets);
        loads = List.copyOf(loads);
    }

    /** Returns the view of a sidecar that does not know the members yet. */
    public static RingView unknown() {
        return new RingView(false, HashRing.EMPTY, -1, List.of(), List.of());
    }

    /**
     * Returns the index of the key's owner; with a load factor, of the first member in the key's order with fewer open
     * requests than its bound (Mirrokni, Thorup, Zadimoghaddam: "Consistent Hashing with Bounded Loads", 2016).
     *
     * @param balanceFactor the bound in per cent of the mean; 0 for none
     */
    int owner(long keyHash, int balanceFactor) {
        int owner = ring.owner(keyHash);
        if (balanceFactor == 0) {
            return owner;
        }
        long open = 1;
        for (Load load : loads) {
            open += load.open();
        }
        long parts = (long) PERCENT * ring.size();
        long bound = (balanceFactor * open + parts - 1) / parts;
        for (int place = owner; place >= 0; place = ring.successor(keyHash, place)) {
            if (loads.get(place).open() < bound) {
                return place;
            }
        }
        return owner;
    }
}
