package hera.registry.process.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.access.TokensFile;
import hera.harness.FreePorts;
import hera.harness.HeraProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens and certificates that are rotated, revoked and end, by the commands, while two nodes gossip and clients wait. */
class CredentialsChangeIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final int ann = FreePorts.any();
    private final int bob = FreePorts.any();

    private ClosedHome home;
    private HttpClient client;
    private String scheme = "https";

    @BeforeEach
    void prepare() {
        home = new ClosedHome(directory, "a", "b");
        client = home.client();
    }

    @AfterEach
    void stop() {
        home.close();
    }

    private void start(String security) {
        String cluster = """
            cluster:
              a: {host: 127.0.0.1, port: %d}
              b: {host: 127.0.0.1, port: %d}
            """.formatted(ann, bob);
        home.node("a", ann, cluster + security);
        home.node("b", bob, cluster + security);
    }

    private HttpResponse<String> get(int port, String path, String who) {
        return ClosedHome.send(client, home.request(scheme, port, path, who));
    }

    private void put(int port, String path) {
        assertThat(ClosedHome.send(client, ClosedHome.put(home.request(scheme, port, path, "writer"), "{}"))
                        .statusCode())
                .isEqualTo(204);
    }

    private void awaitAt(int port, String path) {
        await(path + " at " + port)
                .atMost(SOON)
                .until(() -> get(port, path, "admin").statusCode() == 200);
    }

    /** Writes at each node, and waits until the other has it. */
    private void writesPassBothWays(String name) {
        put(ann, "/web/a-" + name);
        put(bob, "/web/b-" + name);
        awaitAt(bob, "/web/a-" + name);
        awaitAt(ann, "/web/b-" + name);
    }

    /** Waits for a change of a service, which nothing else writes to. */
    private CompletableFuture<HttpResponse<String>> waiting(String who, String service) {
        String tag = get(bob, service, who).headers().firstValue("ETag").orElseThrow();
        return ClosedHome.sendLater(
                client,
                home.request(scheme, bob, service, who)
                        .header("If-None-Match", tag)
                        .header("Prefer", "wait=300")
                        .timeout(Duration.ofMinutes(5)));
    }

    private void guestUntil(String secret, Instant end) throws IOException {
        Path file = home.folder().resolve("tokens.yml");
        TokensFile tokens = TokensFile.read(file);
        List<TokensFile.Entry> entries = new ArrayList<>(tokens.entries());
        entries.add(TokensFile.Entry.of("guest", secret, List.of("read"), end));
        Path written = file.resolveSibling("tokens.new");
        tokens.write(written, entries);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(home.folder().resolve("tokens/guest"), secret + "\n");
    }

    @Test
    void clientsThatEndLoseWhatTheyHoldAndOthersGoOn() throws Exception {
        guestUntil("a-secret-of-a-guest", Instant.now().plusSeconds(45).truncatedTo(ChronoUnit.SECONDS));
        start("security: " + home.folder());
        writesPassBothWays("before");
        CompletableFuture<HttpResponse<String>> guests = waiting("guest", "/quiet");
        CompletableFuture<HttpResponse<String>> readers = waiting("reader", "/quiet");
        CompletableFuture<HttpResponse<String>> others = waiting("admin", "/quiet");
        CompletableFuture<HttpResponse<String>> hold = ClosedHome.sendLater(
                client,
                ClosedHome.put(home.request(scheme, bob, "/web/held?hold", "writer"), "{}")
                        .timeout(Duration.ofMinutes(5)));
        awaitAt(ann, "/web/held");

        home.secure("node", "a");
        home.secure("rotate", "writer", "--overlap", "0");
        home.secure("revoke", "reader");

        await().atMost(SOON).until(readers::isDone);
        assertThat(readers.join().statusCode()).isEqualTo(401);
        await("the hold of a token that was rotated out")
                .atMost(SOON)
                .until(() -> get(ann, "/web/held", "admin").statusCode() == 404);
        assertThat(hold.join().body()).startsWith("event: registered");
        await("the end of the guest's token").atMost(SOON).until(guests::isDone);
        assertThat(guests.join().statusCode()).isEqualTo(401);
        writesPassBothWays("after");
        assertThat(others).isNotDone();
        put(ann, "/quiet/1");
        assertThat(others.get(60, TimeUnit.SECONDS).body()).contains("\"1\"");
        awaitLog(home.nodes().get(0), "event=tls-reloaded");
        assertThat(home.nodes()).noneMatch(node -> node.standardError().contains(" ERROR "));
    }

    private static void awaitLog(HeraProcess node, String words) {
        await(words).atMost(SOON).until(() -> (node.standardError() + node.standardOutput()).contains(words));
    }

    @Test
    void peersTokenIsRotatedWhilePullsAreHeld() {
        scheme = "http";
        home.secure("token", "nodes", "--scope", "peer");
        start("""
            security:
              tls: false
              tokens: %1$s/tokens.yml
              peer-token: %1$s/tokens/nodes
            """.formatted(home.folder()));
        writesPassBothWays("before");
        CompletableFuture<HttpResponse<String>> others = waiting("reader", "/quiet");
        for (int turn = 0; turn < 2; turn++) {
            String former = home.bearer("nodes");
            home.secure("rotate", "nodes", "--overlap", "0");
            writesPassBothWays("after-" + turn);
            assertThat(home.bearer("nodes")).isNotEqualTo(former);
            await("the end of the former token")
                    .atMost(SOON)
                    .until(() -> ClosedHome.send(
                                            client,
                                            home.request(scheme, ann, "/_deltas", "nodes")
                                                    .setHeader("Authorization", former))
                                    .statusCode()
                            == 401);
        }
        assertThat(get(ann, "/_deltas", "nodes").statusCode()).isEqualTo(200);
        assertThat(others).isNotDone();
        put(ann, "/quiet/1");
        assertThat(others.join().statusCode()).isEqualTo(200);
        home.secure("revoke", "nodes");
        await("gossip without a token in force")
                .atMost(SOON)
                .until(() -> get(ann, "/_cluster", "admin").body().contains("401"));
    }
}
