package hera.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.NodeClient;
import hera.harness.RawConnection;
import hera.sidecar.CheckedLoad.Outcome;
import hera.sidecar.SidecarProcesses.Member;
import hera.sidecar.ring.NaiveRing;
import hera.sidecar.ring.RingMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Three sidecars of the built jar, before three backends, through all that befalls members. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SidecarsIT {
    private static final int KEYS = 300;

    private SidecarProcesses ring;
    private List<Member> rest;
    private Member third;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        ring = new SidecarProcesses(directory, 3, "--key=header:key", "--log.level=6").start();
        rest = ring.members.subList(0, 2);
        third = ring.members.get(2);
    }

    @AfterAll
    void stop() {
        ring.close();
    }

    /** A test leaves all three running. */
    @AfterEach
    void allAreOnTheRingAgain() {
        ring.awaitRing(ring.members);
        assertOwners(ring.members);
    }

    @Test
    void eachKeyHasOneOwnerThroughLeaveJoinKillAndReturn() {
        assertOwners(ring.members);
        passes(third::end, ring.members, rest);
        passes(third::start, rest, ring.members);
        passes(() -> third.process().kill(), ring.members, rest);
        passes(third::start, rest, ring.members);
    }

    /** While the ring changes, a key is handled by its owner on the one ring or on the other, and none fails. */
    private void passes(Runnable change, Collection<Member> before, Collection<Member> after) {
        CompletableFuture<Void> changing = CompletableFuture.runAsync(change);
        int rounds = 0;
        while (rounds++ == 0 || !changing.isDone() || !rest.stream().allMatch(member -> sees(member, after))) {
            assertOwners(rest, before, after);
        }
        changing.join();
        ring.awaitRing(after);
        assertOwners(after);
    }

    private static boolean sees(Member member, Collection<Member> ring) {
        return Set.copyOf(member.onRing())
                .equals(ring.stream().map(Member::address).collect(Collectors.toSet()));
    }

    @Test
    void killedMemberCostsNoRequestThatMayBeSentAgain() {
        try (CheckedLoad load = new CheckedLoad(rest, ring.members, 2)) {
            load.awaitMore(50);
            third.process().kill();
            ring.awaitRing(rest);
            assertThat(load.end()).extracting(Outcome::status).isSubsetOf(200, 502);
        } finally {
            third.start();
        }
    }

    @Test
    void hungMemberIsOffTheRingAndComesBack() {
        third.process().pause();
        try {
            ring.awaitRing(rest);
            assertOwners(rest);
        } finally {
            third.process().resume();
        }
    }

    @Test
    void memberThatIsToldToEndFinishesWhatIsOpen() {
        String key = keyOf(third, ring.members);
        CompletableFuture<HttpResponse<String>> slow =
                CompletableFuture.supplyAsync(() -> rest.get(0).ask("/slow", key));
        awaitArrival(third);
        try (CheckedLoad load = new CheckedLoad(ring.members, ring.members, 2)) {
            third.process().terminate();
            ring.awaitRing(rest);
            HttpResponse<String> late = third.ask("/", key);
            assertThat(late.statusCode()).isEqualTo(200);
            assertThat(late.headers().firstValue("Connection")).hasValue("close");
            assertThat(handledBy(late)).isNotEqualTo(third.address());
            assertThat(third.debug().get("/actuator/health/readiness").statusCode())
                    .isEqualTo(503);
            assertThat(third.process().isAlive()).isTrue();
            third.slowMayEnd.countDown();
            assertThat(slow.join().body()).isEqualTo("backend of " + third.address());
            assertThat(third.process().awaitExit()).isIn(0, 143);
            assertThat(load.end())
                    .allSatisfy(outcome -> assertThat(outcome.status()).isEqualTo(200));
        }
        third.start();
    }

    @Test
    void rollingRestartLosesNoRequest() {
        try (CheckedLoad load = new CheckedLoad(ring.members, ring.members, 4)) {
            for (Member member : ring.members) {
                load.awaitMore(100);
                member.end();
                member.start();
                ring.awaitRing(ring.members);
            }
            load.awaitMore(100);
            assertThat(load.end())
                    .allSatisfy(outcome ->
                            assertThat(outcome.status()).as(outcome.toString()).isEqualTo(200));
        }
    }

    @Test
    void noLogHoldsWhatARequestHolds() {
        for (Member member : ring.members) {
            new NodeClient(member.http)
                    .send(
                            "POST",
                            "/path?word=s3cret",
                            BodyPublishers.ofString("s3cret"),
                            "Authorization",
                            "s3cret",
                            "key",
                            "s3cret");
            try (RawConnection malformed = new RawConnection(member.http)) {
                malformed.send("GET /?s3cret HTTP/1.1\r\nHost: h\r\ns3cret: s3cret\r\n s3cret\r\n\r\n");
                assertThat(malformed.receive().status()).isEqualTo(400);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (Member member : ring.members) {
            assertThat(member.process().standardOutput() + member.process().standardError())
                    .contains("event=ring-changed")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void answerHasEverySetCookieAndGossipStaysAmongMembers() {
        Member owner = ring.members.get(0);
        String key = keyOf(owner, ring.members);
        HttpResponse<String> answer = ring.members.get(1).ask("/", key);
        assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(owner.debug().get("/metrics").body())
                .contains("ringpop_http_requests_total", "ringpop_ring_members 3.0")
                .containsPattern("ringpop_ringpop_requests_total [1-9]");
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

    /** Asks for many keys at each member, and compares who handled them with a computation of the test's own. */
    private static void assertOwners(Collection<Member> members) {
        assertOwners(members, members, members);
    }

    private static void assertOwners(
            Collection<Member> receivers, Collection<Member> oneRing, Collection<Member> otherRing) {
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
}
