package hera.sidecar.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashRingTest {
    private static final int KEYS = 100_000;
    private static final List<RingMember> THREE = members(3);

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, ed16cb68c786e3d7, 5002 5000 5001, 77897d1bb6f6d012",
        "127.0.0.1, c08b1587df65b7a7, 5000 5001 5002, db86f1e5ef82039a",
        "2001:db8::1, 26c33ef1c67e1031, 5000 5002 5001, 2bdaffb75e38701e",
        "alice, 73a3ea485f2e6049, 5000 5001 5002, fb30ad921d1617be",
        "Köln, 1b65265761eeb3d9, 5000 5002 5001, c304ccc974740ced",
        "a b, 10dda12a5dc0b218, 5000 5002 5001, f73efb3ee5dbd3a7",
        "0, 633457081244afec, 5000 5001 5002, 3c123b669fca108b",
        "65535, 50a29f3dca88c060, 5000 5001 5002, f4ea916ba39d2dbf"
    })
    void contractsVectorsHold(String key, String hash, String ports, String greatest) {
        HashRing ring = HashRing.of(THREE);
        long keyHash = XxHash64.hash(key);
        assertThat(HashRing.hex(keyHash)).isEqualTo(hash);
        assertThat(ring.order(keyHash).stream()
                        .map(member -> member.identity().replace("127.0.0.1:", ""))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(ports);
        assertThat(HashRing.hex(ring.scoreAt(keyHash, ring.owner(keyHash)))).isEqualTo(greatest);
    }

    @ParameterizedTest
    @CsvSource({"5000, f3678ab69dfb369b", "5001, c62f9bd77d8a5149", "5002, 2b113b16554c74f7"})
    void contractsHashesOfMembersHold(String port, String hash) {
        assertThat(HashRing.hex(XxHash64.hash("127.0.0.1:" + port))).isEqualTo(hash);
    }

    @Test
    void contractsChecksumsHold() {
        assertThat(HashRing.hex(HashRing.of(THREE).checksum())).isEqualTo("8c31463a4981d07e");
        assertThat(HashRing.hex(HashRing.of(THREE.subList(0, 2)).checksum())).isEqualTo("2845d9b664320f0f");
    }

    @Test
    void checksumCoversAddresses() {
        HashRing ring = HashRing.of(List.of(new RingMember("pod-0", "10.0.0.1:5000")));
        HashRing elsewhere = HashRing.of(List.of(new RingMember("pod-0", "10.0.0.2:5000")));
        assertThat(elsewhere.checksum()).isNotEqualTo(ring.checksum());
        assertThat(new KeySample().moved(ring, elsewhere)).isZero();
    }

    @Test
    void naiveTwinGivesTheSameOrder() {
        Random random = new Random(160);
        for (int size = 1; size <= 40; size++) {
            List<RingMember> members = members(size);
            HashRing ring = HashRing.of(members);
            for (int i = 0; i < 25; i++) {
                String key = Long.toString(random.nextLong(), 36);
                assertThat(ring.order(XxHash64.hash(key)).stream().map(RingMember::identity))
                        .as("%d members, key %s", size, key)
                        .isEqualTo(NaiveRing.order(members, key));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7, 10, 30, 100})
    void orderOfArrivalDoesNotMatter(int size) {
        List<RingMember> shuffled = new ArrayList<>(members(size));
        HashRing ring = HashRing.of(shuffled);
        Collections.shuffle(shuffled, new Random(size));
        HashRing other = HashRing.of(shuffled);
        assertThat(other.checksum()).isEqualTo(ring.checksum());
        assertThat(other.members()).isEqualTo(ring.members());
    }

    @Test
    void noneOfTenOwnsMuchMoreThanTheMean() {
        int[] owned = owned(HashRing.of(members(10)));
        assertThat(Arrays.stream(owned).max().orElseThrow()).isLessThanOrEqualTo((int) (1.05 * KEYS / 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 31, 100})
    void keysMoveOnlyToTheNewcomer(int size) {
        HashRing before = HashRing.of(members(size - 1));
        HashRing after = HashRing.of(members(size));
        String newcomer = members(size).get(size - 1).identity();
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            long hash = XxHash64.hash(Integer.toString(key));
            String owner = identity(after, after.owner(hash));
            if (!owner.equals(identity(before, before.owner(hash)))) {
                assertThat(owner).isEqualTo(newcomer);
                moved++;
            }
        }
        assertThat(moved).isBetween((int) (0.9 * KEYS / size), (int) (1.1 * KEYS / size));
    }

    @Test
    void keysMoveOnlyIfTheirOwnerLeft() {
        Random random = new Random(7);
        List<RingMember> members = new ArrayList<>(members(20));
        while (members.size() > 3) {
            HashRing before = HashRing.of(members);
            RingMember left = members.remove(random.nextInt(members.size()));
            HashRing after = HashRing.of(members);
            for (int key = 0; key < KEYS / 10; key++) {
                long hash = XxHash64.hash("key-" + key);
                int owner = before.owner(hash);
                String expected = identity(before, owner).equals(left.identity())
                        ? identity(before, before.successor(hash, owner))
                        : identity(before, owner);
                assertThat(identity(after, after.owner(hash))).isEqualTo(expected);
            }
        }
    }

    @Test
    void emptyRingHasNoOwner() {
        assertThat(HashRing.EMPTY.owner(1)).isEqualTo(-1);
        assertThat(HashRing.EMPTY.order(1)).isEmpty();
    }

    @Test
    void oneMemberOwnsAllAndHasNoSuccessor() {
        HashRing ring = HashRing.of(members(1));
        assertThat(ring.owner(42)).isZero();
        assertThat(ring.successor(42, 0)).isEqualTo(-1);
    }

    @Test
    void twoMembersOfOneIdentityAreRefused() {
        assertThatThrownBy(() -> HashRing.of(List.of(new RingMember("pod-0", "a:1"), new RingMember("pod-0", "b:1"))))
                .hasMessageContaining("pod-0")
                .hasMessageContaining("a:1")
                .hasMessageContaining("b:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\u007f"})
    void identityMustBeALine(String identity) {
        assertThatThrownBy(() -> new RingMember(identity, "a:1")).hasMessageContaining("identity");
    }

    @Test
    void lookupAllocatesNothing() {
        HashRing ring = HashRing.of(members(10));
        long used = 0;
        for (int round = 0; round < 20; round++) {
            used = allocatedBy(() -> lookups(ring));
        }
        assertThat(used).as("bytes for 10,000 lookups").isLessThan(1000);
    }

    @Test
    void sharesAddUpToOne() {
        double[] shares = new KeySample().shares(HashRing.of(members(10)));
        assertThat(shares).hasSize(10);
        assertThat(Arrays.stream(shares).sum()).isEqualTo(1.0);
    }

    @Test
    void movedIsThePartOfTheNewcomer() {
        KeySample sample = new KeySample();
        HashRing four = HashRing.of(members(4));
        double[] shares = sample.shares(four);
        assertThat(sample.moved(HashRing.of(THREE), four)).isEqualTo(shares[3]);
        assertThat(sample.moved(four, four)).isZero();
        assertThat(sample.moved(HashRing.EMPTY, four)).isEqualTo(1.0);
    }

    private static void lookups(HashRing ring) {
        int places = 0;
        for (int i = 0; i < 10_000; i++) {
            places += ring.owner(i * 0x9E3779B97F4A7C15L);
        }
        assertThat(places).isPositive();
    }

    private static long allocatedBy(Runnable work) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static int[] owned(HashRing ring) {
        int[] owned = new int[ring.size()];
        for (int key = 0; key < KEYS; key++) {
            owned[ring.owner(XxHash64.hash(Integer.toString(key)))]++;
        }
        return owned;
    }

    private static String identity(HashRing ring, int place) {
        return ring.members().get(place).identity();
    }

    private static List<RingMember> members(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "127.0.0.1:" + (5000 + i))
                .map(address -> new RingMember(address, address))
                .toList();
    }
}
