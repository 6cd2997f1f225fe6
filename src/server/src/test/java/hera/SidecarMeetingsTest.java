package hera;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.settings.ProgramVersion;
import hera.harness.FreePorts;
import hera.harness.LogRecorder;
import hera.harness.RunningNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole sidecars that are told of whom they must not take for a member. */
class SidecarMeetingsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final int one = FreePorts.any();
    private final int other = FreePorts.any();

    @TempDir
    private Path directory;

    private String source;

    @BeforeEach
    void writeHosts() throws IOException {
        Path hosts = directory.resolve("hosts.json");
        Files.writeString(hosts, "[\"127.0.0.1:%d\", \"127.0.0.1:%d\"]".formatted(one, other), UTF_8);
        source = "--discovery.json.file=" + hosts;
    }

    /** Both are the only member of their own ring, however long they are told of each other. */
    @Test
    void ringsOfOtherNamesStayApart() {
        try (LogRecorder log = new LogRecorder("hera.registry.gossip");
                RunningSidecar red = RunningSidecar.startAt(one, source, "--ring.name=red");
                RunningSidecar blue = RunningSidecar.startAt(other, source, "--ring.name=blue")) {
            await().atMost(SOON).until(() -> isRefused(log, one) && isRefused(log, other));
            for (RunningSidecar member : new RunningSidecar[] {red, blue}) {
                assertThat(member.members()).isEqualTo(1);
                assertThat(member.onRing()).isEqualTo(1);
                assertThat(member.debug().get("/actuator/health/readiness").statusCode())
                        .isEqualTo(200);
            }
            HttpResponse<String> gossip = red.debug().get("/_ring");
            assertThat(gossip.body()).contains("\"ring\":\"red\"").doesNotContain(":" + other);
        }
    }

    @Test
    void ringTakesNoRegistryNodeForAMember() throws Exception {
        try (RunningNode registry = new RunningNode();
                LogRecorder log = new LogRecorder("hera.registry.gossip")) {
            int port = registry.application().port();
            Path hosts = Files.writeString(directory.resolve("registry.json"), "[\"127.0.0.1:" + port + "\"]");
            try (RunningSidecar member = RunningSidecar.start("--discovery.json.file=" + hosts)) {
                await().atMost(SOON).until(() -> isRefused(log, port));
                assertThat(member.members()).isEqualTo(1);
                assertThat(registry.get("/_nodes").body()).doesNotContain(member.address());
            }
        }
    }

    private static boolean isRefused(LogRecorder log, int port) {
        return log.lines().stream().anyMatch(line -> line.contains(":" + port) && line.contains("the peer is in "));
    }

    /** The last is told of the first alone, and nobody is told of the last. */
    @Test
    void memberThatNoListNamesIsLearntByGossip() throws IOException {
        Path first = Files.writeString(directory.resolve("first.json"), "[\"127.0.0.1:" + one + "\"]");
        try (RunningSidecar alone = RunningSidecar.startAt(one, "--discovery.json.file=" + first)) {
            assertThat(alone.onRing()).isEqualTo(1);
            try (RunningSidecar second = RunningSidecar.startAt(other, source);
                    RunningSidecar last = RunningSidecar.start("--discovery.json.file=" + first)) {
                await().atMost(SOON).until(() -> second.onRing() == 3 && last.onRing() == 3 && alone.onRing() == 3);
            }
        }
    }

    @Test
    void membersOfOneIdentityBothSaySo() {
        try (LogRecorder log = new LogRecorder("hera.registry.gossip.NameConflicts");
                RunningSidecar first = RunningSidecar.startAt(one, source, "--ring.identity=twin");
                RunningSidecar second = RunningSidecar.startAt(other, source, "--ring.identity=twin")) {
            await().atMost(SOON).untilAsserted(() -> {
                saysSo(first, log);
                saysSo(second, log);
            });
        }
    }

    private void saysSo(RunningSidecar member, LogRecorder log) {
        String own = member.address();
        String rival = "127.0.0.1:" + (member.ringpop == one ? other : one);
        assertThat(member.debug().json("/_ring").path("conflict").asString(""))
                .isEqualTo(own + " and " + rival + " both are 'twin'");
        HttpResponse<String> health = member.debug().get("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).contains(own, rival);
        assertThat(log.lines())
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "own-address=" + own,
                                "conflict=another-live-node-has-this-name",
                                "other-address=" + rival));
    }

    @Test
    void bannerSaysWhatIsInForce() {
        try (RunningSidecar member = RunningSidecar.startAt(
                one,
                source,
                "--ring.name=shop",
                "--ring.identity=shop-0",
                "--backend.url=http://127.0.0.1:1/a/",
                "--key=header:user,cookie:session",
                "--policy=wait")) {
            assertThat(member.banner()).isEqualTo("""
                Hera %s: sidecar shop-0 of ring shop at 127.0.0.1:%d
                Clients: 127.0.0.1:%d, backend: http://127.0.0.1:1/a/, members: 127.0.0.1:%d
                Key: header:user,cookie:session,ip, policy: wait, members from: %s
                Ring: http://127.0.0.1:%d/_ring
                """.formatted(
                    ProgramVersion.get(), one, member.http, one, directory.resolve("hosts.json"), member.debug));
        }
    }
}
