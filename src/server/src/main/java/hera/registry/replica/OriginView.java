package hera.registry.replica;

import hera.foundation.time.Moment;

/**
 * A summary of the writes of one origin that a node holds.
 *
 * @param lastTimestamp how far the origin has been followed, in milliseconds since 1970
 * @param entries the number of live instances, internal services left out, whose newest write is of this origin
 * @param digest of service, id and timestamp of each, in any order; equal on two nodes that hold the same. It finds
 *     accidents, not forgeries
 */
public record OriginView(long lastTimestamp, int entries, long digest) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    static OriginView of(Origin origin, long lastTimestamp, long livenessMillis, Moment now) {
        int entries = 0;
        long digest = 0;
        for (Entry entry = origin.oldest(); entry != null; entry = entry.newer) {
            if (!entry.service.internal && entry.isAlive(now, livenessMillis)) {
                entries++;
                digest += hash(entry);
            }
        }
        return new OriginView(lastTimestamp, entries, digest);
    }

    /** FNV-1a, then a finaliser, because the hashes are added up and must differ in all bits. */
    private static long hash(Entry entry) {
        long hash = FNV_OFFSET;
        String service = entry.service.name.value();
        for (int i = 0; i < service.length(); i++) {
            hash = (hash ^ service.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ 0x1_0000) * FNV_PRIME; // ends the name: no character has this value
        for (int i = 0; i < entry.idLength(); i++) {
            hash = (hash ^ (entry.idByte(i) & 0xff)) * FNV_PRIME;
        }
        long z = hash ^ entry.timestamp * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
