package hera.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hera.foundation.guard.CredentialScan;
import hera.harness.LogRecorder;
import hera.harness.PlainSecurity;
import hera.harness.RunningNode;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A credential that ends, ends what it holds open. */
class CredentialEndsTest {
    private PlainSecurity files;
    private RunningNode node;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        files = allTokens(new PlainSecurity(folder)).write();
        node = new RunningNode(settings -> settings.security(files.settings()));
        assertThat(node.send(as("admin", "/web/a").PUT(HttpRequest.BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(204);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static PlainSecurity allTokens(PlainSecurity to) {
        return to.token("admin", "admin").token("user", "read", "write").token("peer", "peer");
    }

    private HttpRequest.Builder as(String who, String path) {
        return node.to(path).header("Authorization", PlainSecurity.bearer(who));
    }

    private int held() {
        return node.application().context().getBean(HeldResponses.class).size();
    }

    private void scan() {
        node.application().context().getBean(CredentialScan.class).scan();
    }

    private CompletableFuture<HttpResponse<String>> waiting(String who, String path) throws Exception {
        String tag = node.send(as(who, path)).headers().firstValue("ETag").orElseThrow();
        int before = held();
        CompletableFuture<HttpResponse<String>> answer =
                node.sendAsync(as(who, path).header("If-None-Match", tag).header("Prefer", "wait=60"));
        await().until(() -> held() == before + 1);
        return answer;
    }

    private Socket open(String head, String body) throws Exception {
        int before = held();
        String more =
                "Host: localhost\r\nConnection: close\r\nAuthorization: " + PlainSecurity.bearer("user") + "\r\n\r\n";
        Socket socket = node.raw(head + more + body);
        await().until(() -> held() == before + 1);
        return socket;
    }

    private static String rest(Socket socket) throws Exception {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void waitsStreamsAndPullsEnd() throws Exception {
        CompletableFuture<HttpResponse<String>> wait = waiting("user", "/web");
        CompletableFuture<HttpResponse<String>> all = waiting("user", "/");
        CompletableFuture<HttpResponse<String>> others = waiting("admin", "/web");
        CompletableFuture<HttpResponse<String>> pull =
                node.sendAsync(as("peer", "/_deltas").header("Prefer", "wait=60"));
        await().until(() -> held() == 4);
        try (Socket stream = open("GET /web HTTP/1.1\r\nAccept: text/event-stream\r\n", "")) {
            files.clear().token("admin", "admin").write();
            scan();
            assertThat(wait.join().statusCode()).isEqualTo(401);
            assertThat(wait.join().headers().firstValue("WWW-Authenticate")).isPresent();
            assertThat(all.join().statusCode()).isEqualTo(401);
            assertThat(pull.join().statusCode()).isEqualTo(401);
            assertThat(rest(stream))
                    .startsWith("HTTP/1.1 200")
                    .contains("event: ")
                    .endsWith("0\r\n\r\n");
        }
        assertThat(others).isNotDone();
        await().until(() -> held() == 1);
    }

    @Test
    void heldRegistrationIsLostAsWithItsConnection() throws Exception {
        try (Socket hold = open("PUT /web/held?hold HTTP/1.1\r\nContent-Length: 2\r\n", "{}")) {
            assertThat(node.send(as("admin", "/web")).body()).contains("\"held\"");
            files.clear().token("admin", "admin").write();
            scan();
            await().until(() -> !node.send(as("admin", "/web")).body().contains("\"held\""));
            assertThat(rest(hold)).contains("event: registered");
        }
    }

    @Test
    void changeOfScopesEndsWhatIsHeld() throws Exception {
        CompletableFuture<HttpResponse<String>> wait = waiting("user", "/web");
        files.clear().token("admin", "admin").token("user", "read:web").write();
        scan();
        assertThat(wait.join().statusCode()).isEqualTo(401);
    }

    @Test
    void whatIsTheSameAfterAReloadLivesOn() throws Exception {
        CompletableFuture<HttpResponse<String>> wait = waiting("user", "/web");
        allTokens(files.clear()).token("more", "read").write();
        scan();
        assertThat(node.send(as("more", "/web")).statusCode()).isEqualTo(200);
        assertThat(wait).isNotDone();
        assertThat(held()).isEqualTo(1);
    }

    @Test
    void brokenFileIsLoggedAndInHealthAndChangesNothing() throws Exception {
        try (LogRecorder log = new LogRecorder(CredentialScan.class)) {
            files.write("tokens: nonsense");
            scan();
            scan();
            assertThat(log.lines()).singleElement().asString().contains("event=tokens-not-loaded", "tokens.yml:1");
        }
        HttpResponse<String> health = node.send(as("admin", "/actuator/health"));
        assertThat(health.body())
                .contains("\"security\":{\"details\":{\"tokens\":", "tokens.yml:1", "\"status\":\"DOWN\"");
        assertThat(node.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(node.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(node.send(as("admin", "/actuator/prometheus")).body())
                .contains("hera_security_reloads_total{result=\"failed\"} 1.0");
    }
}
