package hera.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.harness.Cluster;
import hera.harness.NodeClient;
import hera.harness.RawConnection;
import hera.sidecar.process.CheckedLoad.Outcome;
import hera.sidecar.process.SidecarProcesses.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Three sidecars of the built jar, before three backends, through all that befalls members. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SidecarsIT {
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
        KeyOwners.check(ring.members);
    }

    @Test
    void eachKeyHasOneOwnerThroughLeaveJoinKillAndReturn() {
        KeyOwners.check(ring.members);
        KeyOwners.passes(rest, third::end, ring.members, rest);
        KeyOwners.passes(rest, third::start, rest, ring.members);
        KeyOwners.passes(rest, () -> third.process().kill(), ring.members, rest);
        KeyOwners.passes(rest, third::start, rest, ring.members);
    }

    @Test
    void killedMemberCostsNoRequestThatMayBeSentAgain() {
        try (CheckedLoad load = new CheckedLoad(rest, ring.members, 2)) {
            load.awaitMore(50);
            third.process().kill();
            ring.awaitRing(rest);
            assertThat(load.end()).extracting(Outcome::status).isSubsetOf(200, 502, CheckedLoad.BROKEN_OFF);
        } finally {
            third.start();
        }
    }

    @Test
    void hungMemberIsOffTheRingAndComesBack() {
        third.process().pause();
        try {
            ring.awaitRing(rest);
            KeyOwners.check(rest);
        } finally {
            third.process().resume();
        }
    }

    @Test
    void memberThatIsToldToEndFinishesWhatIsOpen() {
        String key = KeyOwners.keyOf(third, ring.members);
        CompletableFuture<HttpResponse<String>> slow =
                CompletableFuture.supplyAsync(() -> rest.get(0).ask("/slow", key));
        awaitArrival(third);
        try (CheckedLoad load = new CheckedLoad(ring.members, ring.members, 2)) {
            third.process().terminate();
            ring.awaitRing(rest);
            HttpResponse<String> late = third.ask("/", key);
            assertThat(late.statusCode()).isEqualTo(200);
            assertThat(late.headers().firstValue("Connection")).hasValue("close");
            assertThat(KeyOwners.handledBy(late)).isNotEqualTo(third.address());
            assertThat(third.debug().get("/actuator/health/readiness").statusCode())
                    .isEqualTo(503);
            assertThat(third.process().isAlive()).isTrue();
            third.slowMayEnd.countDown();
            assertThat(slow.join().body()).isEqualTo("backend of " + third.address());
            assertThat(third.process().awaitExit()).isIn(0, 143);
            load.endWithoutFailure();
        }
        third.start();
    }

    @Test
    void rollingRestartLosesNoRequest() {
        ring.restartInTurn(100);
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
        String key = KeyOwners.keyOf(owner, ring.members);
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

    private static void awaitArrival(Member member) {
        await("a request at the backend").atMost(Cluster.PATIENCE).until(() -> member.slowArrived.getCount() == 0);
    }
}
