package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.sidecar.SidecarProcesses.Member;
import hera.sidecar.ring.NaiveRing;
import hera.sidecar.ring.RingMember;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three sidecars of the built jar, before three backends. */
class SidecarsIT {
    private static final int KEYS = 300;

    @TempDir
    Path directory;

    @Test
    void eachKeyHasOneOwnerThroughDeathAndReturn() throws IOException {
        try (SidecarProcesses ring = new SidecarProcesses(directory, 3, "--key=header:key").start()) {
            List<Member> all = ring.members;
            assertOwners(all);
            Load load = new Load(all.get(0), "/");
            all.get(2).process().kill();
            List<Member> rest = all.subList(0, 2);
            ring.awaitRing(rest);
            assertOwners(rest);
            load.end();
            all.get(2).start();
            ring.awaitRing(all);
            assertOwners(all);
        }
    }

    @Test
    void hungMemberIsOffTheRingAndComesBack() throws IOException {
        try (SidecarProcesses ring =
                new SidecarProcesses(directory, 3, "--key=header:key", "--timeout.response=2").start()) {
            List<Member> rest = ring.members.subList(0, 2);
            ring.members.get(2).process().pause();
            ring.awaitRing(rest);
            assertOwners(rest);
            ring.members.get(2).process().resume();
            ring.awaitRing(ring.members);
            assertOwners(ring.members);
        }
    }

    @Test
    void memberThatIsToldToEndFinishesWhatIsOpen() throws IOException {
        try (SidecarProcesses ring = new SidecarProcesses(directory, 3, "--key=header:key").start()) {
            List<Member> rest = ring.members.subList(0, 2);
            Member leaving = ring.members.get(2);
            String key = keyOf(leaving, ring.members);
            CompletableFuture<HttpResponse<String>> slow =
                    CompletableFuture.supplyAsync(() -> ring.members.get(0).ask("/slow", key));
            awaitArrival(leaving);
            Load load = new Load(ring.members.get(1), "/");
            leaving.process().terminate();
            ring.awaitRing(rest);
            assertOwners(rest);
            HttpResponse<String> late = leaving.ask("/", key);
            assertThat(late.statusCode()).isEqualTo(200);
            assertThat(late.headers().firstValue("Connection")).hasValue("close");
            assertThat(handledBy(late)).isNotEqualTo(leaving.address());
            assertThat(leaving.debug().get("/actuator/health/readiness").statusCode())
                    .isEqualTo(503);
            assertThat(leaving.process().isAlive()).isTrue();
            leaving.slowMayEnd.countDown();
            assertThat(slow.join().body()).isEqualTo("backend of " + leaving.address());
            assertThat(leaving.process().awaitExit()).isIn(0, 143);
            load.end();
        }
    }

    @Test
    void answerHasEverySetCookieAndGossipStaysAmongMembers() throws IOException {
        try (SidecarProcesses ring = new SidecarProcesses(directory, 2, "--key=header:key").start()) {
            Member owner = ring.members.get(0);
            String key = keyOf(owner, ring.members);
            HttpResponse<String> answer = ring.members.get(1).ask("/", key);
            assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
            assertThat(owner.debug().get("/metrics").body())
                    .contains("ringpop_http_requests_total", "ringpop_ring_members 2.0")
                    .contains("ringpop_ringpop_requests_total 1.0");
            assertThat(owner.debug().json("/_ring?key=" + key).get("owner").asString())
                    .isEqualTo(owner.address());
            for (String path :
                    List.of("/some-service", "/_deltas", "/%5Fdeltas", "/_deltas;x", "//_deltas", "/./_deltas")) {
                assertThat(owner.debug()
                                .get(path, "Hera-Environment", "ring.default")
                                .statusCode())
                        .as(path)
                        .isEqualTo(404);
            }
        }
    }

    /** Asks for many keys at each member, and compares who handled them with a computation of the test's own. */
    private static void assertOwners(Collection<Member> members) {
        for (Member receiver : members) {
            IntStream.range(0, KEYS).parallel().forEach(i -> {
                String key = "key-" + i;
                HttpResponse<String> answer = receiver.ask("/", key);
                String owner = owner(key, members);
                assertThat(answer.statusCode()).as(key).isEqualTo(200);
                assertThat(handledBy(answer)).as(key).isEqualTo(owner);
                assertThat(answer.body()).as(key).isEqualTo("backend of " + owner);
                assertThat(answer.headers().firstValue("X-Ringpop-Received-By")).hasValue(receiver.address());
            });
        }
    }

    private static String owner(String key, Collection<Member> members) {
        List<RingMember> ring = members.stream()
                .map(member -> new RingMember(member.address(), member.address()))
                .toList();
        return NaiveRing.order(ring, key).get(0);
    }

    private static String keyOf(Member owner, Collection<Member> members) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "k" + i)
                .filter(key -> owner(key, members).equals(owner.address()))
                .findFirst()
                .orElseThrow();
    }

    private static String handledBy(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Ringpop-Handled-By").orElse("nobody");
    }

    private static void awaitArrival(Member member) {
        await("a request at the backend").atMost(Cluster.PATIENCE).until(() -> member.slowArrived.getCount() == 0);
    }

    /** A client that asks for one key after another, each of which must be answered by a backend. */
    private static final class Load {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final CompletableFuture<Integer> asked;

        Load(Member receiver, String path) {
            asked = CompletableFuture.supplyAsync(() -> {
                int count = 0;
                while (!ended.get()) {
                    HttpResponse<String> answer = receiver.ask(path, "load-" + count);
                    assertThat(answer.statusCode())
                            .as("request %d: %s", count, answer.body())
                            .isEqualTo(200);
                    count++;
                }
                return count;
            });
        }

        void end() {
            ended.set(true);
            assertThat(asked.join()).isPositive();
        }
    }
}
