package hera.foundation.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** An OpenAPI description, with the checks that are the same for every port that serves one. */
public final class ApiDescription {
    private static final Set<String> OPERATIONS = Set.of("get", "put", "post", "delete", "patch");

    private final JsonNode root;

    private ApiDescription(JsonNode root) {
        this.root = root;
    }

    public static ApiDescription of(String yaml) {
        ApiDescription description = new ApiDescription(new YAMLMapper().readTree(yaml));
        assertThat(description.root.get("openapi").asString()).startsWith("3.1.");
        assertThat(description.root.at("/info/version").asString()).isNotEmpty();
        return description;
    }

    /** A visitor of the operations, each a method at a path. */
    public interface Visitor {
        void visit(String path, String method, JsonNode operation);
    }

    public void operations(Visitor visitor) {
        root.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> OPERATIONS.contains(member.getKey()))
                        .forEach(operation -> visitor.visit(path.getKey(), operation.getKey(), operation.getValue())));
    }

    /** All operations, such as {@code get /nodes}. */
    public Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        operations((path, method, operation) -> routes.add(method + " " + path));
        return routes;
    }

    public JsonNode responses(String method, String path) {
        return root.path("paths").path(path).path(method).path("responses");
    }

    /** Returns what a node refers to; the node itself if that is nothing. */
    public JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode() ? node : root.at(reference.asString().substring(1));
    }

    public void assertReferencesLeadSomewhereAndNothingIsLeftOver() {
        Set<String> used = new TreeSet<>();
        references(root, used);
        Set<String> defined = new TreeSet<>();
        root.get("components")
                .properties()
                .forEach(kind -> kind.getValue()
                        .propertyNames()
                        .forEach(name -> defined.add("#/components/" + kind.getKey() + "/" + name)));
        assertThat(used).isEqualTo(defined);
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.has("$ref")) {
            found.add(node.get("$ref").asString());
        }
        node.forEach(child -> references(child, found));
    }

    /** Every operation has an id of its own, a summary, responses, and the parameters that its path names. */
    public void assertOperationsAreWhole() {
        List<String> ids = new ArrayList<>();
        operations((path, method, operation) -> {
            String place = method + " " + path;
            ids.add(operation.path("operationId").asString(""));
            assertThat(operation.path("summary").asString("")).as(place).isNotEmpty();
            assertThat(operation.path("responses").size()).as(place).isPositive();
            List<String> inPath = Stream.concat(
                            root.path("paths").path(path).path("parameters").valueStream(),
                            operation.path("parameters").valueStream())
                    .map(this::resolve)
                    .filter(parameter -> parameter.get("in").asString().equals("path"))
                    .map(parameter -> "{" + parameter.get("name").asString() + "}")
                    .toList();
            assertThat(path.replaceAll("[^{}]*(\\{[a-z]+})?[^{}]*", "$1"))
                    .as(place)
                    .isEqualTo(String.join("", inPath));
        });
        assertThat(ids).doesNotContain("").doesNotHaveDuplicates();
    }
}
