package hera.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import hera.harness.PlainSecurity;
import hera.harness.RawConnection;
import hera.harness.RunningNode;
import hera.registry.console.ConsoleController;
import hera.registry.resource.NodePath;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Every route with every method, asked without a credential and with each scope alone. The routes come from the node's paths,
 * from its description, from Spring MVC and from the servlets, so a new one is asked too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryRouteIsClosedTest {
    private static final List<String> METHODS = List.of(
            "GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "MOVE", "get", "X");

    private static final List<String> SCOPES = List.of(
            "read", "read:web", "read:other", "write", "write:web/a", "write:other", "monitor", "admin", "peer");

    private RunningNode node;
    private final Set<String> routes = new TreeSet<>();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        PlainSecurity files = new PlainSecurity(folder);
        SCOPES.forEach(scope -> files.token(name(scope), scope));
        files.token("nothing-but-other", "read:other").write();
        node = new RunningNode(settings -> settings.security(files.settings()));
        findRoutes();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private static String name(String scope) {
        return scope.replaceAll("[:/]", "-");
    }

    private void findRoutes() throws Exception {
        routes.addAll(List.of("/", "/web", "/web/a", "/web/a/b", "/_nowhere"));
        Arrays.stream(NodePath.values()).map(NodePath::path).forEach(this::add);
        String description = node.send(
                        node.to("/_openapi.yaml").header("Authorization", PlainSecurity.bearer("monitor")))
                .body();
        new YAMLMapper().readTree(description).get("paths").propertyNames().forEach(this::add);
        node.application().context().getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(route -> route.getPatternValues().stream())
                .forEach(this::add);
        node.application().context().getBeansOfType(ServletRegistrationBean.class).values().stream()
                .flatMap(servlet -> ((ServletRegistrationBean<?>) servlet).getUrlMappings().stream())
                .forEach(this::add);
        ConsoleController.FILES.forEach(file -> add("/_console/" + file));
    }

    private void add(String pattern) {
        routes.add(pattern.replaceAll("\\{\\*?service}", "web")
                .replace("{id}", "a")
                .replace("{file}", "none.js")
                .replace("{group}", "gossip")
                .replace("/**", "/gossip"));
    }

    private int status(String method, String path, String who) throws Exception {
        String authorization = who.isEmpty() ? "" : "Authorization: " + PlainSecurity.bearer(who) + "\r\n";
        try (RawConnection connection = new RawConnection(node.application().port())) {
            return connection
                    .send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n" + authorization
                            + "\r\n")
                    .receiveHead()
                    .status();
        }
    }

    @Test
    void nothingAnswersWithoutACredentialButTheThreeKinds() throws Exception {
        Set<String> answered = new TreeSet<>();
        Set<String> asked = new TreeSet<>(routes);
        asked.addAll(
                List.of("/*", "/error", "/favicon.ico", "/index.html", "/META-INF/MANIFEST.MF", "/WEB-INF/web.xml"));
        for (String path : asked) {
            for (String method : METHODS) {
                int status = status(method, path, "");
                if (status != 401) {
                    answered.add(method + " " + path + " " + status);
                }
            }
        }
        List<String> open = new ArrayList<>();
        for (String method : List.of("GET", "HEAD")) {
            for (String file : ConsoleController.FILES) {
                open.add(method + " /_console/" + file + " 200");
            }
            for (String path : List.of("/_console/", "/actuator/health/liveness", "/actuator/health/readiness")) {
                open.add(method + " " + path + " 200");
            }
        }
        assertThat(routes).hasSizeGreaterThan(40);
        assertThat(answered).containsExactlyInAnyOrderElementsOf(open);
    }

    /** What each scope alone opens, beside what is open to all and what any client may ask. */
    @Test
    void eachScopeOpensItsOwnRoutesOnly() throws Exception {
        Map<String, String> expected = Map.of(
                "read", "/ /_sd/prometheus /_sd/prometheus/web /_watch /web /web/a",
                "read:web", "/ /_sd/prometheus /_sd/prometheus/web /_watch /web /web/a",
                "read:other", "/ /_sd/prometheus /_watch",
                "write", "/_batch /web/a",
                "write:web/a", "/_batch /web/a",
                "write:other", "/_batch",
                "monitor",
                        "/_cluster /_nodes /actuator /actuator/health /actuator/health/gossip /actuator/info"
                                + " /actuator/prometheus /livez /readyz",
                "peer", "/_deltas /_nodes");
        Set<String> clients =
                Set.of("/_openapi.yaml", "/_credential", "/_console", "/_console/none.js", "/_nowhere", "/web/a/b");
        Map<String, String> opened = new TreeMap<>();
        for (String scope : expected.keySet()) {
            Set<String> paths = new TreeSet<>();
            for (String path : routes) {
                boolean isOpen = path.startsWith("/actuator/health/l")
                        || path.startsWith("/actuator/health/readiness")
                        || (path.startsWith("/_console/") && !path.endsWith("none.js"));
                for (String method : METHODS) {
                    if (!isOpen && !clients.contains(path) && status(method, path, name(scope)) != 403) {
                        paths.add(path);
                    }
                }
            }
            opened.put(scope, String.join(" ", paths));
        }
        assertThat(opened).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void methodThatAPathDoesNotKnowIsForAdministratorsToHearOf() throws Exception {
        for (String path : List.of("/web", "/web/a", "/_cluster", "/_batch")) {
            assertThat(status("PATCH", path, "read")).as(path).isEqualTo(403);
            assertThat(status("PATCH", path, "admin")).as(path).isEqualTo(405);
        }
    }
}
