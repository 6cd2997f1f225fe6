package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;

import hera.sidecar.process.SidecarProcesses.Member;
import hera.sidecar.ring.NaiveRing;
import hera.sidecar.ring.RingMember;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Asks for many keys at members, and compares who handled each with a computation of the tests' own. */
final class KeyOwners {
    private static final int KEYS = 300;

    private KeyOwners() {}

    /** All keys at all these members, who are the ring. */
    static void check(Collection<Member> members) {
        check(members, members, members);
    }

    /** All keys at some receivers, while members are on one ring or already on the other. */
    static void check(Collection<Member> receivers, Collection<Member> oneRing, Collection<Member> otherRing) {
        for (Member receiver : receivers) {
            IntStream.range(0, KEYS).parallel().forEach(i -> {
                String key = "key-" + i;
                HttpResponse<String> answer = receiver.ask("/", key);
                assertThat(answer.statusCode()).as(key).isEqualTo(200);
                assertThat(handledBy(answer)).as(key).isIn(owner(key, oneRing), owner(key, otherRing));
                assertThat(answer.body()).as(key).isEqualTo("backend of " + handledBy(answer));
                assertThat(answer.headers().firstValue("X-Ringpop-Received-By")).hasValue(receiver.address());
            });
        }
    }

    /**
     * While the ring changes, a key is handled by its owner on the one ring or on the other, and none fails; then by its
     * owner on the other.
     *
     * @param witnesses members on both rings, who are asked
     */
    static void passes(List<Member> witnesses, Runnable change, Collection<Member> before, Collection<Member> after) {
        CompletableFuture<Void> changing = CompletableFuture.runAsync(change);
        int rounds = 0;
        while (rounds++ == 0 || !changing.isDone() || !witnesses.stream().allMatch(member -> sees(member, after))) {
            check(witnesses, before, after);
        }
        changing.join();
        witnesses.get(0).ring().awaitRing(after);
        check(after);
    }

    /** The address of a key's owner. */
    static String owner(String key, Collection<Member> members) {
        List<RingMember> ring = members.stream()
                .map(member -> new RingMember(member.address(), member.address()))
                .toList();
        return NaiveRing.order(ring, key).get(0);
    }

    /** A key that this member owns. */
    static String keyOf(Member owner, Collection<Member> members) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "k" + i)
                .filter(key -> owner(key, members).equals(owner.address()))
                .findFirst()
                .orElseThrow();
    }

    static String handledBy(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Ringpop-Handled-By").orElse("nobody");
    }

    private static boolean sees(Member member, Collection<Member> ring) {
        return Set.copyOf(member.onRing())
                .equals(ring.stream().map(Member::address).collect(Collectors.toSet()));
    }
}
