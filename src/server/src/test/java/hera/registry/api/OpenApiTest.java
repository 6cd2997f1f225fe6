package hera.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import hera.foundation.http.ApiDescription;
import hera.harness.RunningNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletRegistrationBean;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.JsonNode;

/** {@code /_openapi.yaml} describes what the node answers: all of it, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    /** The paths that stand before Spring MVC, each with one that it matches. */
    private static final Map<String, String> REGISTRY =
            Map.of("/", "/", "/{service}", "/openapi", "/{service}/{id}", "/openapi/x");

    @AutoClose
    private final RunningNode node = new RunningNode();

    private ApiDescription description;

    @BeforeAll
    void start() throws Exception {
        description = ApiDescription.of(node.get("/_openapi.yaml").body());
    }

    @Test
    void isServedAsWhatItIs() throws Exception {
        assertThat(node.get("/_openapi.yaml").headers().firstValue("Content-Type"))
                .hasValue("application/yaml");
    }

    @Test
    void everyRouteIsDescribedAndEveryDescribedOneIsMapped() throws Exception {
        Set<String> mapped = new TreeSet<>(mapped());
        mapped.addAll(registry());
        assertThat(description.routes()).isEqualTo(mapped);
    }

    @Test
    void everyReferenceLeadsSomewhereAndNothingIsLeftOver() {
        description.assertReferencesLeadSomewhereAndNothingIsLeftOver();
    }

    @Test
    void everyOperationHasAnIdASummaryAndItsParameters() {
        description.assertOperationsAreWhole();
    }

    @Test
    void everyOperationDescribesItsRefusals() {
        description.operations((path, method, operation) -> {
            Set<String> refusals = new TreeSet<>(Set.of("400", "421"));
            if (!path.equals("/_console/")) { // that page is public
                refusals.addAll(Set.of("401", "403", "429"));
            }
            if (method.equals("put") || method.equals("delete")) {
                refusals.add("412");
            }
            if (method.equals("put") || method.equals("post")) {
                refusals.add("415");
            }
            assertThat(operation.path("responses").propertyNames())
                    .as(method + " " + path)
                    .containsAll(refusals);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "get, /, /",
        "get, /, /?wait=x",
        "get, /{service}, /openapi",
        "get, /{service}, /openapi?meta",
        "get, /{service}, /openapi?where=x",
        "put, /{service}/{id}, /openapi/x",
        "put, /{service}/{id}, /openapi/x?ttl=0",
        "get, /{service}/{id}, /openapi/x",
        "get, /{service}/{id}, /openapi/absent",
        "delete, /{service}/{id}, /openapi/x",
        "delete, /{service}/{id}, /openapi/absent",
        "post, /_batch, /_batch",
        "post, /_watch, /_watch",
        "get, /_sd/prometheus, /_sd/prometheus",
        "get, /_sd/prometheus/{service}, /_sd/prometheus/openapi",
        "get, /_sd/prometheus/{service}, /_sd/prometheus/_x",
        "get, /_cluster, /_cluster?writes=3",
        "get, /_cluster, /_cluster?x=%FF",
        "get, /_console, /_console",
        "get, /_console/, /_console/",
        "get, /_console/{file}, /_console/main.js",
        "get, /_console/{file}, /_console/favicon.svg",
        "get, /_console/{file}, /_console/base.css",
        "get, /_console/{file}, /_console/absent.js",
        "get, /_openapi.yaml, /_openapi.yaml",
        "get, /_credential, /_credential",
        "get, /_deltas, /_deltas?test=0",
        "get, /_deltas, /_deltas?test=x",
        "post, /_deltas, /_deltas",
        "get, /{service}, /openapi?wher=x",
        "get, /actuator/health, /actuator/health?x",
        "get, /actuator, /actuator",
        "get, /actuator/health, /actuator/health",
        "get, /actuator/health/{group}, /actuator/health/readiness",
        "get, /actuator/info, /actuator/info",
        "get, /livez, /livez",
        "get, /readyz, /readyz",
        "get, /actuator/prometheus, /actuator/prometheus",
    })
    void answersAreAsDescribed(String method, String path, String asked) throws Exception {
        HttpResponse<String> answer =
                node.send(node.to(asked).method(method.toUpperCase(Locale.ROOT), BodyPublishers.ofString("{}")));
        JsonNode response = description.responses(method, path).path("" + answer.statusCode());
        assertThat(response.isMissingNode()).as("status " + answer.statusCode()).isFalse();
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        JsonNode content = description.resolve(response).path("content");
        assertThat(content.isMissingNode() ? "" : type)
                .isIn(content.isMissingNode() ? Set.of("") : Set.copyOf(content.propertyNames()));
    }

    /** What Spring MVC has handlers for; variables go by the names in the description. */
    private Set<String> mapped() {
        Set<String> routes = new TreeSet<>();
        node.application()
                .context()
                .getBeansOfType(RequestMappingInfoHandlerMapping.class)
                .values()
                .forEach(mapping -> mapping.getHandlerMethods().keySet().forEach(route -> add(routes, route)));
        return routes;
    }

    private static void add(Set<String> routes, RequestMappingInfo route) {
        for (RequestMethod method : route.getMethodsCondition().getMethods()) {
            for (String pattern : route.getPatternValues()) {
                routes.add(method.name().toLowerCase(Locale.ROOT) + " "
                        + pattern.replace("{*", "{").replace("/**", "/{group}"));
            }
        }
    }

    /** The methods that the registry and its servlets name for each path; HEAD goes with GET. */
    private Set<String> registry() throws IOException, InterruptedException {
        Map<String, String> paths = new TreeMap<>(REGISTRY);
        servlets().forEach(path -> paths.put(path, path));
        Set<String> routes = new TreeSet<>();
        for (Map.Entry<String, String> path : paths.entrySet()) {
            HttpResponse<String> answer =
                    node.send(node.to(path.getValue()).method("OPTIONS", BodyPublishers.noBody()));
            for (String method :
                    answer.headers().firstValue("Allow").orElseThrow().split(", ", -1)) {
                if (!method.equals("HEAD") && !method.equals("OPTIONS")) {
                    routes.add(method.toLowerCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return routes;
    }

    /** The paths of servlets other than Spring MVC's. */
    private List<String> servlets() {
        List<String> paths = new ArrayList<>();
        for (ServletRegistrationBean<?> servlet : node.application()
                .context()
                .getBeansOfType(ServletRegistrationBean.class)
                .values()) {
            if (!(servlet instanceof DispatcherServletRegistrationBean)) {
                paths.addAll(servlet.getUrlMappings());
            }
        }
        return paths;
    }
}
