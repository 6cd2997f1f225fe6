package hera.sidecar.ring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * A rendezvous hash (highest random weight) over a set of members: each key belongs to the member with the greatest
 * score for it, then to the one with the second greatest, and so on. Immutable; a lookup allocates nothing.
 */
public final class HashRing {
    /*
     * Thaler and Ravishankar, "Using name-based mappings to increase hit rates", 1998:
     *
     *     score(key, member) = fmix64(XXH64(key) xor XXH64(identity))      unsigned
     *
     * A score depends on one member and the key alone. So the order of all other members stays when one comes or goes:
     * a key moves only if its owner left, or to the member that joined. fmix64 is MurmurHash3's finaliser, a bijection:
     * two members have equal scores only if their identities' hashes are equal, and then the smaller identity is first.
     * Members are kept in byte order of identity, so that "the first of the greatest" is that smaller one.
     */

    /** The name of this placement of keys, which the checksum covers: another placement needs another name. */
    public static final String ALGORITHM = "rendezvous-1";

    /** The ring without members. */
    public static final HashRing EMPTY = new HashRing(List.of());

    private static final Comparator<RingMember> BY_IDENTITY =
            (a, b) -> Arrays.compareUnsigned(utf8(a.identity()), utf8(b.identity()));

    /** The members in byte order of identity, as are {@link #hashes}. */
    private final List<RingMember> members;

    private final long[] hashes;
    private final long checksum;

    private HashRing(List<RingMember> ordered) {
        members = ordered;
        hashes = ordered.stream()
                .mapToLong(member -> XxHash64.hash(member.identity()))
                .toArray();
        StringBuilder text = new StringBuilder(ALGORITHM).append('\n');
        for (RingMember member : ordered) {
            text.append(member.identity()).append('=').append(member.address()).append('\n');
        }
        checksum = XxHash64.hash(text.toString());
    }

    /**
     * Returns the ring of these members, in whatever order they come.
     *
     * @throws IllegalArgumentException if two of them have the same identity
     */
    public static HashRing of(Collection<RingMember> members) {
        List<RingMember> ordered = members.stream().sorted(BY_IDENTITY).toList();
        for (int i = 1; i < ordered.size(); i++) {
            if (ordered.get(i).identity().equals(ordered.get(i - 1).identity())) {
                throw new IllegalArgumentException("Two members have the identity '%s': %s and %s"
                        .formatted(
                                ordered.get(i).identity(),
                                ordered.get(i - 1).address(),
                                ordered.get(i).address()));
            }
        }
        return new HashRing(ordered);
    }

    /** Returns a member's score for a key; unsigned, the greatest wins. */
    public static long score(long keyHash, long identityHash) {
        long hash = keyHash ^ identityHash;
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        hash *= 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }

    /** Returns a hash, score or checksum as people and headers see it: 16 lower-case hexadecimal digits. */
    public static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }

    /** The members in byte order of identity; {@link #owner} and {@link #successor} return places in this list. */
    public List<RingMember> members() {
        return members;
    }

    public int size() {
        return hashes.length;
    }

    /**
     * Returns the place of the key's owner, -1 on an empty ring.
     *
     * @param keyHash the XXH64 of the key
     */
    public int owner(long keyHash) {
        int best = -1;
        long greatest = 0;
        for (int i = 0; i < hashes.length; i++) {
            long score = score(keyHash, hashes[i]);
            if (best < 0 || Long.compareUnsigned(score, greatest) > 0) {
                best = i;
                greatest = score;
            }
        }
        return best;
    }

    /**
     * Returns the place of the owner that comes after another one in the key's order, -1 if that was the last.
     *
     * @param keyHash the XXH64 of the key
     * @param before a place that {@link #owner} or this method returned for the key
     */
    public int successor(long keyHash, int before) {
        long limit = score(keyHash, hashes[before]);
        int best = -1;
        long greatest = 0;
        for (int i = 0; i < hashes.length; i++) {
            long score = score(keyHash, hashes[i]);
            int toLimit = Long.compareUnsigned(score, limit);
            boolean later = toLimit < 0 || (toLimit == 0 && i > before);
            if (later && (best < 0 || Long.compareUnsigned(score, greatest) > 0)) {
                best = i;
                greatest = score;
            }
        }
        return best;
    }

    /** Returns the score of the member at that place for the key. */
    public long scoreAt(long keyHash, int place) {
        return score(keyHash, hashes[place]);
    }

    /** Returns all members, the key's owner first, then the next owner, and so on. */
    public List<RingMember> order(long keyHash) {
        List<RingMember> order = new ArrayList<>(hashes.length);
        for (int at = owner(keyHash); at >= 0; at = successor(keyHash, at)) {
            order.add(members.get(at));
        }
        return order;
    }

    /** Returns the XXH64 of the algorithm's name and all members with their addresses: equal on rings that route alike. */
    public long checksum() {
        return checksum;
    }

    @Override
    public String toString() {
        return "HashRing[" + hex(checksum) + " " + members + "]";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
