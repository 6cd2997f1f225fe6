package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import hera.harness.LogRecorder;
import hera.harness.RunningNode;
import hera.registry.settings.Environment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each path of the node itself has one spelling, for its routes and its guards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReservedPathsTest {
    private static final List<String> READ = List.of(
            "/_cluster",
            "/_nodes",
            "/_deltas",
            "/_console/",
            "/_console/main.js",
            "/_openapi.yaml",
            "/_credential",
            "/_sd/prometheus",
            "/actuator",
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/info",
            "/actuator/prometheus");

    /** What looks like another spelling and is a name that a service may have, and that is read as one. */
    private static final List<String> NAMES = List.of("/actuator;x", "/actuator%2F", "/_sd/prometheus/.");

    @AutoClose
    private final RunningNode node = new RunningNode(settings -> settings.environment(new Environment("testing")));

    static Stream<String> paths() {
        return READ.stream();
    }

    /** Every other way to write a path that some layer takes for the same one. */
    static Stream<String> spellings() {
        List<String> all =
                new ArrayList<>(List.of("/_batch;x", "/_%62atch", "/%5Fbatch", "/_batch/", "/_sd;x/prometheus/a"));
        for (String path : READ) {
            int last = path.length() - (path.endsWith("/") ? 2 : 1);
            all.add(path.endsWith("/") ? path.substring(0, last + 1) + ";x/" : path + ";x");
            all.add(path.substring(0, last) + encoded(path.charAt(last)) + path.substring(last + 1));
            all.add("/" + encoded(path.charAt(1)) + path.substring(2));
            all.add(path.charAt(0) + path.substring(1, 3) + encoded(path.charAt(3)) + path.substring(4));
            all.add(path + "/");
            all.add(path + "%2F");
            all.add(path + "/.");
            all.add(path + "/x/..");
            all.add(path.replaceFirst("/(.)", "/$1").replaceFirst("(?<=.)/", ";a=b/"));
        }
        all.removeAll(READ);
        all.removeAll(NAMES);
        all.remove("/_console/"); // its own path
        return all.stream().distinct();
    }

    private static String encoded(char c) {
        return "%" + Integer.toHexString(c).toUpperCase(Locale.ROOT);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void pathIsServedAsItIsWritten(String path) throws Exception {
        assertThat(request("GET", path)).startsWith("HTTP/1.1 " + (path.equals("/_deltas") ? 421 : 200));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void otherSpellingIsNotServed(String path) throws Exception {
        assertThat(request("GET", path)).containsPattern("^HTTP/1.1 40[04] ");
        assertThat(request("POST", path)).containsPattern("^HTTP/1.1 40[045] ");
    }

    @Test
    void nameThatIsNotReservedIsAService() throws Exception {
        for (String path : NAMES) {
            assertThat(request("GET", path)).startsWith("HTTP/1.1 200 ").containsPattern("(?m)^(\\{}|\\[\\]|2)$");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/_nodes/, 400, 'there is /_nodes, without the slash'",
        "/_cluster;x, 400, 'there is /_cluster, in this spelling'",
        "/%5Fcluster, 400, 'there is /_cluster, in this spelling'",
        "/_clustr, 404, 'did you mean /_cluster?'",
        "/_nonsense, 404, /_sd/prometheus/{service}",
        "/actuator/helth, 404, /actuator/health",
        "/eureka/apps, 404, eureka",
    })
    void absentReservedPathSaysWhatThereIs(String path, int status, String named) throws Exception {
        assertThat(request("GET", path)).startsWith("HTTP/1.1 " + status + " ").contains(named);
    }

    /** Issue 12, A12: what a proxy or a framework could take for another path. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health/../prometheus",
                "/actuator/health/./prometheus",
                "/actuator/./prometheus",
                "/actuator/../actuator/prometheus",
                "/actuator/health/..;/prometheus",
                "/actuator/health/%2e%2e/prometheus",
                "/actuator/health/..%2fprometheus",
                "/actuator/health/..\\prometheus",
                "/actuator//prometheus",
                "//actuator/prometheus",
                "/actuator/health/..",
                "/actuator/health/../..",
                "/_console/../_cluster",
                "/_console/..%2f..%2fapplication.class",
                "/_sd/prometheus/../../_nodes",
                "/livez/../_nodes",
                "/web/../../_nodes",
                "/../_nodes",
                "/.."
            })
    void dotsLeadNowhereAndBreakNothing(String path) throws Exception {
        try (LogRecorder log = new LogRecorder(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
            for (String method : List.of("GET", "HEAD", "POST", "OPTIONS")) {
                assertThat(request(method, path))
                        .containsPattern("^HTTP/1.1 (?:40[045]|20[04]) ")
                        .doesNotContain("jvm_memory", "\"node\":", "\"components\"");
            }
            assertThat(log.lines(Level.ERROR)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void probesHaveTheNamesOfKubernetes(String path) throws Exception {
        assertThat(request("GET", path)).startsWith("HTTP/1.1 200 ").contains("\"status\":\"UP\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_x/a", "/actuator/a", "/eureka/a", "/livez/a", "/readyz/a", "/_%78/a", "/%5Fx/a", "/_x"})
    void writeUnderReservedNameSaysSo(String path) throws Exception {
        assertThat(request("PUT", path)).startsWith("HTTP/1.1 400 ").contains("is reserved");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /_cluster, 'GET, HEAD, OPTIONS'",
        "DELETE, /_nodes, 'GET, HEAD, OPTIONS'",
        "GET, /_batch, 'POST, OPTIONS'",
        "PUT, /_deltas, 'GET, HEAD, POST, OPTIONS'",
        "POST, /actuator/health, 'GET, HEAD, OPTIONS'",
        "PUT, /_sd/prometheus/a, 'GET, HEAD, OPTIONS'",
    })
    void otherMethodIsToldThoseAllowed(String method, String path, String allowed) throws Exception {
        String head = method + " " + path + " HTTP/1.1\r\nHost: a\r\nHera-Environment: testing\r\n";
        assertThat(send(head)).startsWith("HTTP/1.1 405 ").contains("Allow: " + allowed, "it knows " + allowed);
    }

    private String request(String method, String path) throws IOException {
        return send(method + " " + path + " HTTP/1.1\r\nHost: a\r\n");
    }

    private String send(String head) throws IOException {
        try (Socket socket = node.raw(head + "Connection: close\r\nContent-Length: 0\r\n\r\n");
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder answer = new StringBuilder();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                answer.append(line).append('\n');
            }
            return answer.toString();
        }
    }
}
