package hera.registry.api;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.access.Grant;
import hera.foundation.access.Need;
import hera.foundation.access.Need.Decision;
import hera.foundation.json.MalformedInputException;
import hera.harness.RunningNode;
import hera.registry.resource.RegistryPath;
import hera.registry.wire.WireNames;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The credentials that each route needs. The routes come from {@code /_openapi.yaml} and from Spring MVC's own mappings, so
 * a new one fails here until somebody has said who may use it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteNeedsTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE", "PATCH", "TRACE", "PROPFIND");

    /** Each scope alone, and some that match nothing here. */
    private static final List<String> SCOPES = List.of(
            "read", "read:web", "write", "write:web/a", "monitor", "admin", "peer", "read:other", "write:web/b");

    /** The scopes of which each alone opens a route; every route that is not here is open to nobody. */
    private static final Map<String, String> OPENED_BY = Map.ofEntries(
            entry("get /", "admin read read:other read:web"),
            entry("get /{service}", "admin read read:web"),
            entry("get /{service}/{id}", "admin read read:web"),
            entry("put /{service}/{id}", "admin write write:web/a"),
            entry("delete /{service}/{id}", "admin write write:web/a"),
            entry("post /_batch", "admin write write:web/a write:web/b"), // each line is asked for by itself
            entry("post /_watch", "admin read read:other read:web"),
            entry("get /_sd/prometheus", "admin read read:other read:web"),
            entry("get /_sd/prometheus/{service}", "admin read read:web"),
            entry("get /_cluster", "admin monitor"),
            entry("get /_nodes", "admin monitor peer"),
            entry("get /_deltas", "peer"),
            entry("post /_deltas", "peer"),
            entry("get /_openapi.yaml", "clients"),
            entry("get /_credential", "clients"),
            entry("get /_console", "clients"),
            entry("get /_console/", "page"),
            entry("get /_console/{file}", "page"),
            entry("get /actuator", "admin monitor"),
            entry("get /actuator/health", "admin monitor"),
            entry("get /actuator/health/{group}", "admin monitor"),
            entry("get /actuator/info", "admin monitor"),
            entry("get /actuator/prometheus", "admin monitor"),
            entry("get /livez", "admin monitor"),
            entry("get /readyz", "admin monitor"));

    @AutoClose
    private final RunningNode node = new RunningNode();

    @Test
    void everyRouteIsOpenToItsScopesAlone() throws Exception {
        Map<String, String> opened = new TreeMap<>();
        for (String route : described()) {
            int blank = route.indexOf(' ');
            String method = route.substring(0, blank).toUpperCase(Locale.ROOT);
            opened.put(route, openers(method, concrete(route.substring(blank + 1))));
        }
        assertThat(opened).containsExactlyInAnyOrderEntriesOf(OPENED_BY);
    }

    @Test
    void noRouteIsOpenToNobodyButTwoProbes() throws Exception {
        Set<String> open = new TreeSet<>();
        Set<String> routes = new TreeSet<>(mapped());
        described().forEach(route -> routes.add(concrete(route.substring(route.indexOf(' ') + 1))));
        routes.add("/actuator/health/liveness");
        routes.add("/actuator/health/readiness");
        for (String path : routes) {
            for (String method : METHODS) {
                if (Need.decide(need(method, path), null) == Decision.ALLOWED) {
                    open.add(method + " " + path);
                }
            }
        }
        assertThat(routes).hasSizeGreaterThan(20);
        assertThat(open)
                .containsExactlyInAnyOrder(
                        "GET /actuator/health/liveness",
                        "HEAD /actuator/health/liveness",
                        "GET /actuator/health/readiness",
                        "HEAD /actuator/health/readiness");
    }

    /** A path that Spring MVC serves and the router does not know would be served by neither. */
    @Test
    void everyMappedPathIsAnEndpoint() throws Exception {
        for (String path : mapped()) {
            assertThat(RegistryPath.parse(path, WireNames.ANY)).as(path).isInstanceOf(RegistryPath.OfNode.class);
        }
    }

    private static String openers(String method, String path) throws MalformedInputException {
        Need need = need(method, path);
        if (need instanceof Need.AnyClient) {
            return "clients";
        }
        if (need instanceof Need.PageFile) {
            return "page";
        }
        return SCOPES.stream()
                .filter(scope -> Need.decide(need, Grant.of("me", List.of(scope))) == Decision.ALLOWED)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static Need need(String method, String path) throws MalformedInputException {
        return RegistryPath.parse(path, WireNames.ANY).need(method);
    }

    private Set<String> described() throws Exception {
        Set<String> routes = new TreeSet<>();
        JsonNode paths =
                new YAMLMapper().readTree(node.get("/_openapi.yaml").body()).get("paths");
        paths.properties()
                .forEach(path -> path.getValue().propertyNames().stream()
                        .filter(member -> METHODS.contains(member.toUpperCase(Locale.ROOT)))
                        .forEach(method -> routes.add(method + " " + path.getKey())));
        return routes;
    }

    private Set<String> mapped() {
        return node.application().context().getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(route -> route.getPatternValues().stream())
                .map(RouteNeedsTest::concrete)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String concrete(String pattern) {
        return pattern.replaceAll("\\{\\*?service}", "web")
                .replace("{id}", "a")
                .replace("{file}", "main.js")
                .replace("{group}", "gossip")
                .replace("/**", "/gossip");
    }
}
