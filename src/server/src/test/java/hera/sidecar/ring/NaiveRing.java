package hera.sidecar.ring;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The ring as its contract says it, slowly: whole numbers instead of longs, and all scores sorted. */
public final class NaiveRing {
    static final BigInteger MASK = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private static final BigInteger P1 = new BigInteger("11400714785074694791");
    private static final BigInteger P2 = new BigInteger("14029467366897019727");
    private static final BigInteger P3 = new BigInteger("1609587929392839161");
    private static final BigInteger P4 = new BigInteger("9650029242287828579");
    private static final BigInteger P5 = new BigInteger("2870177450012600261");

    private NaiveRing() {}

    public static List<String> order(Collection<RingMember> members, String key) {
        Comparator<RingMember> best = Comparator.comparing(member -> score(key, member.identity()));
        return members.stream()
                .sorted(best.reversed().thenComparing(RingMember::identity))
                .map(RingMember::identity)
                .toList();
    }

    static BigInteger score(String key, String identity) {
        return fmix(hash(utf8(key)).xor(hash(utf8(identity))));
    }

    static long xxh64(byte[] bytes) {
        return hash(bytes).longValue();
    }

    private static BigInteger fmix(BigInteger start) {
        BigInteger h = start.xor(start.shiftRight(33));
        h = h.multiply(new BigInteger("ff51afd7ed558ccd", 16)).and(MASK);
        h = h.xor(h.shiftRight(33));
        h = h.multiply(new BigInteger("c4ceb9fe1a85ec53", 16)).and(MASK);
        return h.xor(h.shiftRight(33));
    }

    private static BigInteger hash(byte[] bytes) {
        int at = 0;
        BigInteger h = P5;
        if (bytes.length >= 32) {
            BigInteger[] lanes = {
                P1.add(P2).and(MASK), P2, BigInteger.ZERO, P1.negate().and(MASK)
            };
            while (bytes.length - at >= 32) {
                for (int lane = 0; lane < 4; lane++, at += 8) {
                    lanes[lane] = round(lanes[lane], little(bytes, at, 8));
                }
            }
            h = rotate(lanes[0], 1)
                    .add(rotate(lanes[1], 7))
                    .add(rotate(lanes[2], 12))
                    .add(rotate(lanes[3], 18))
                    .and(MASK);
            for (BigInteger lane : lanes) {
                h = h.xor(round(BigInteger.ZERO, lane)).multiply(P1).add(P4).and(MASK);
            }
        }
        h = h.add(BigInteger.valueOf(bytes.length)).and(MASK);
        for (; bytes.length - at >= 8; at += 8) {
            h = rotate(h.xor(round(BigInteger.ZERO, little(bytes, at, 8))), 27)
                    .multiply(P1)
                    .add(P4)
                    .and(MASK);
        }
        if (bytes.length - at >= 4) {
            h = rotate(h.xor(little(bytes, at, 4).multiply(P1).and(MASK)), 23)
                    .multiply(P2)
                    .add(P3)
                    .and(MASK);
            at += 4;
        }
        for (; at < bytes.length; at++) {
            h = rotate(h.xor(little(bytes, at, 1).multiply(P5).and(MASK)), 11)
                    .multiply(P1)
                    .and(MASK);
        }
        h = h.xor(h.shiftRight(33)).multiply(P2).and(MASK);
        h = h.xor(h.shiftRight(29)).multiply(P3).and(MASK);
        return h.xor(h.shiftRight(32));
    }

    private static BigInteger round(BigInteger lane, BigInteger input) {
        return rotate(lane.add(input.multiply(P2)).and(MASK), 31).multiply(P1).and(MASK);
    }

    private static BigInteger rotate(BigInteger value, int bits) {
        return value.shiftLeft(bits).or(value.shiftRight(64 - bits)).and(MASK);
    }

    private static BigInteger little(byte[] bytes, int at, int length) {
        BigInteger value = BigInteger.ZERO;
        for (int i = length - 1; i >= 0; i--) {
            value = value.shiftLeft(8).or(BigInteger.valueOf(bytes[at + i] & 0xFF));
        }
        return value;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
