package hera.sidecar.ring;

import java.util.Arrays;

/** A sample of keys, decimal numbers, by which shares of a ring and moves between rings are estimated. */
public final class KeySample {
    private static final int KEYS = 65_536;

    private final long[] hashes;

    /** Hashes the keys {@code 0} to {@code 65535} once. */
    public KeySample() {
        this(KEYS);
    }

    /**
     * Hashes the keys from 0 on once.
     *
     * @param keys how many; fewer are faster and less exact
     */
    public KeySample(int keys) {
        hashes = new long[keys];
        Arrays.setAll(hashes, key -> XxHash64.hash(Integer.toString(key)));
    }

    /** Returns the share of the keys that each member owns, from 0 to 1, in the order of {@link HashRing#members}. */
    public double[] shares(HashRing ring) {
        int[] owned = new int[ring.size()];
        if (owned.length > 0) {
            for (long hash : hashes) {
                owned[ring.owner(hash)]++;
            }
        }
        return Arrays.stream(owned)
                .mapToDouble(keys -> (double) keys / hashes.length)
                .toArray();
    }

    /** Returns the share of the keys that have another owner on the one ring than on the other, from 0 to 1. */
    public double moved(HashRing from, HashRing to) {
        int moved = 0;
        for (long hash : hashes) {
            if (!ownerOf(from, hash).equals(ownerOf(to, hash))) {
                moved++;
            }
        }
        return (double) moved / hashes.length;
    }

    /** Returns the identity of the owner; empty if there is none, because no identity is empty. */
    private static String ownerOf(HashRing ring, long hash) {
        int owner = ring.owner(hash);
        return owner < 0 ? "" : ring.members().get(owner).identity();
    }
}
