package hera.spawn.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.guard.Denials;
import hera.harness.LogRecorder;
import hera.harness.PlainSecurity;
import hera.harness.RawConnection;
import hera.spawn.RunningSpawn;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operators' port of a closed Spawn, asked for each path by each method with each scope too little. */
@TestInstance(Lifecycle.PER_CLASS)
class EveryApiRouteIsClosedTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "get", "X");
    private static final List<String> SCOPES = List.of("read", "write", "monitor", "admin", "peer");

    private RunningSpawn spawn;
    private final Set<String> routes = new TreeSet<>();

    @BeforeAll
    void start(@TempDir Path folder) {
        PlainSecurity files = new PlainSecurity(folder);
        SCOPES.forEach(scope -> files.token(scope, scope));
        files.write();
        spawn = new RunningSpawn(
                folder,
                "\"security\": {\"tls\": false, \"tokens\": \"%s\", \"peer-token\": \"%s\"}"
                        .formatted(files.file(), folder.resolve("peer")));
        Arrays.stream(ApiPath.values())
                .map(ApiPath::path)
                .map(EveryApiRouteIsClosedTest::named)
                .forEach(routes::add);
        routes.remove("");
        ConsolePage.OWN.forEach(file -> routes.add("/_console/" + file));
        routes.addAll(List.of("/nowhere", "/nodes/a/1/none", "/list/nodes/get", "/actuator"));
    }

    @AfterAll
    void stop() {
        spawn.close();
    }

    private static String named(String path) {
        return path.replace("{file}", "none.js")
                .replace("{host}", "127.0.0.1")
                .replace("{port}", "9")
                .replace("{id}", "w1")
                .replace("{name}", "hera");
    }

    private RawConnection.Answer ask(String method, String path, String who, String... more) throws Exception {
        String authorization = who.isEmpty() ? "" : "Authorization: " + PlainSecurity.bearer(who) + "\r\n";
        try (RawConnection connection = new RawConnection(spawn.apiPort())) {
            return connection
                    .send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n" + authorization
                            + String.join("", more) + "\r\n")
                    .receiveHead();
        }
    }

    private int status(String method, String path, String who) throws Exception {
        return ask(method, path, who).status();
    }

    private static boolean isPublic(String path) {
        return path.startsWith("/actuator/health/") || (path.startsWith("/_console/") && !path.endsWith("none.js"));
    }

    @Test
    void nothingAnswersWithoutACredentialButTheThreeKinds() throws Exception {
        Set<String> answered = new TreeSet<>();
        Set<String> open = new TreeSet<>();
        for (String path : routes) {
            for (String method : METHODS) {
                int status = status(method, path, "");
                if (status != 401) {
                    answered.add(method + " " + path + " " + status);
                }
            }
            if (isPublic(path)) {
                open.add("GET " + path + " 200");
                open.add("HEAD " + path + " 200");
            }
        }
        assertThat(routes).hasSizeGreaterThan(25);
        assertThat(answered).isEqualTo(open);
    }

    /** What each scope alone opens, beside what is open to all and what any client may ask. */
    @Test
    void eachScopeOpensItsOwnRoutesOnly() throws Exception {
        Set<String> clients = Set.of(
                "/",
                "/_credential",
                "/_openapi.yaml",
                "/_console",
                "/_console/none.js",
                "/list",
                "/list/nodes/get",
                "/nowhere",
                "/actuator",
                "/nodes/a/1/none");
        Map<String, Set<String>> opened = new TreeMap<>();
        for (String scope : List.of("read", "write", "monitor", "peer")) {
            Set<String> requests = new TreeSet<>();
            for (String path : routes) {
                for (String method : METHODS) {
                    if (!isPublic(path) && !clients.contains(path) && status(method, path, scope) != 403) {
                        requests.add(method + " " + path);
                    }
                }
            }
            opened.put(scope, requests);
        }
        assertThat(opened.get("read")).isEmpty();
        assertThat(opened.get("write")).isEmpty();
        assertThat(opened.get("peer")).isEmpty();
        Set<String> looks = new TreeSet<>();
        for (String path : List.of(
                "/actuator/health",
                "/actuator/loggers",
                "/actuator/loggers/hera",
                "/actuator/prometheus",
                "/info",
                "/metrics",
                "/nodes",
                "/nodes/127.0.0.1",
                "/nodes/127.0.0.1/9",
                "/nodes/127.0.0.1/9/dead",
                "/status",
                "/writes",
                "/writes/w1")) {
            looks.add("GET " + path);
            looks.add("HEAD " + path);
        }
        assertThat(opened.get("monitor")).isEqualTo(looks);
    }

    @Test
    void administratorIsNeverAskedForMore() throws Exception {
        for (String path : routes) {
            for (String method : METHODS) {
                assertThat(status(method, path, "admin")).as(method + path).isNotIn(401, 403, 500);
            }
        }
    }

    @Test
    void nodeIsNoOperator() throws Exception {
        for (String path : List.of("/", "/_credential", "/list", "/nowhere")) {
            assertThat(status("GET", path, "peer")).as(path).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/_console/../status",
                "/_console/%2e%2e/status",
                "/_console//main.js",
                "/_console/main.js;x",
                "/_console/..",
                "/actuator/health/liveness/",
                "/actuator/health//liveness",
                "/actuator/health/%6civeness",
                "//_console/",
                "http://localhost/status",
            })
    void nothingPublicHasASecondSpelling(String path) throws Exception {
        assertThat(status("GET", path, "")).isEqualTo(401);
    }

    @Test
    void refusalSaysWhatIsAskedForAndIsNotKept() throws Exception {
        assertThat(ask("GET", "/status", "").headers())
                .containsEntry("www-authenticate", "Bearer realm=\"hera\"")
                .containsEntry("cache-control", "no-store");
        assertThat(ask("GET", "/status", "admin").headers())
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-content-type-options", "nosniff")
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void changeByAnAdministratorIsWrittenDown() throws Exception {
        try (LogRecorder log = new LogRecorder(Denials.class)) {
            assertThat(put("/nodes/127.0.0.1/9", "monitor")).isEqualTo(403);
            assertThat(put("/nodes/127.0.0.1/9", "admin")).isEqualTo(201);
            assertThat(status("DELETE", "/nodes/127.0.0.1/9", "admin")).isEqualTo(200);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("path=/nodes/127.0.0.1/9 "))
                    .containsExactly(
                            "event=denied status=403 reason=scope method=PUT path=/nodes/127.0.0.1/9"
                                    + " client=127.0.0.1 subject=monitor",
                            "event=audit action=put subject=admin path=/nodes/127.0.0.1/9 client=127.0.0.1",
                            "event=audit action=delete subject=admin path=/nodes/127.0.0.1/9 client=127.0.0.1");
        }
    }

    private int put(String path, String who) throws Exception {
        try (RawConnection connection = new RawConnection(spawn.apiPort())) {
            return connection
                    .send("PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nAuthorization: "
                            + PlainSecurity.bearer(who) + "\r\n\r\n{}")
                    .receiveHead()
                    .status();
        }
    }

    @Test
    void pageOfAnotherSiteChangesNothing() throws Exception {
        assertThat(ask("DELETE", "/nodes", "admin", "Origin: http://elsewhere\r\n")
                        .status())
                .isEqualTo(403);
    }
}
