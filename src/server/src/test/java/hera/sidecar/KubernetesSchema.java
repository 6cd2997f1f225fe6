package hera.sidecar;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of Kubernetes' own JSON schema that the deployments use, and a validator for the words it has. A field that the
 * schema does not name is an error, as {@code kubectl apply --validate=strict} has it.
 */
final class KubernetesSchema {
    private static final String FILE = "kubernetes-schema.json";

    private final JsonNode definitions;
    private final JsonNode kinds;
    private final List<String> errors = new ArrayList<>();

    private KubernetesSchema(JsonNode schema) {
        definitions = schema.get("definitions");
        kinds = schema.get("kinds");
    }

    /** Returns what is wrong with a document, each with the place of it; nothing if it is valid. */
    static List<String> errorsIn(JsonNode document) throws IOException {
        try (InputStream in = Objects.requireNonNull(KubernetesSchema.class.getResourceAsStream(FILE), FILE)) {
            KubernetesSchema schema = new KubernetesSchema(JsonMapper.shared().readTree(in));
            String kind = document.path("apiVersion").asString("") + " "
                    + document.path("kind").asString("");
            JsonNode definition = schema.kinds.get(kind);
            if (definition == null) {
                return List.of("no schema of '" + kind + "'");
            }
            schema.check("", document, schema.definitions.get(definition.asString()));
            return schema.errors;
        }
    }

    private void check(String at, JsonNode value, JsonNode schema) {
        if (schema.has("$ref")) {
            String name = schema.get("$ref").asString();
            check(at, value, Objects.requireNonNull(definitions.get(name), name));
            return;
        }
        if (schema.path("format").asString("").equals("int-or-string")) {
            expect(value.isString() || value.isIntegralNumber(), at, "must be a number or a text");
            return;
        }
        switch (schema.path("type").asString("")) {
            case "object" -> checkObject(at, value, schema);
            case "array" -> checkArray(at, value, schema);
            case "string" -> checkText(at, value, schema);
            case "integer" -> expect(value.isIntegralNumber(), at, "must be a number");
            case "number" -> expect(value.isNumber(), at, "must be a number");
            case "boolean" -> expect(value.isBoolean(), at, "must be true or false");
            default -> {
                // Anything goes.
            }
        }
    }

    private void checkObject(String at, JsonNode value, JsonNode schema) {
        if (!expect(value.isObject(), at, "must be an object")) {
            return;
        }
        schema.path("required")
                .forEach(name -> expect(value.has(name.asString()), at, "needs '" + name.asString() + "'"));
        value.properties().forEach(field -> {
            JsonNode known = schema.path("properties").get(field.getKey());
            JsonNode others = schema.get("additionalProperties");
            if (known != null) {
                check(at + "/" + field.getKey(), field.getValue(), known);
            } else if (others != null) {
                check(at + "/" + field.getKey(), field.getValue(), others);
            } else {
                expect(!schema.has("properties"), at, "has no '" + field.getKey() + "'");
            }
        });
    }

    private void checkArray(String at, JsonNode value, JsonNode schema) {
        if (expect(value.isArray(), at, "must be a list")) {
            for (int i = 0; i < value.size(); i++) {
                check(at + "/" + i, value.get(i), schema.get("items"));
            }
        }
    }

    private void checkText(String at, JsonNode value, JsonNode schema) {
        if (expect(value.isString(), at, "must be a text") && schema.has("enum")) {
            boolean known = schema.get("enum").valueStream().anyMatch(value::equals);
            expect(known, at, "must be one of " + schema.get("enum"));
        }
    }

    private boolean expect(boolean condition, String at, String error) {
        if (!condition) {
            errors.add(at + ": " + error);
        }
        return condition;
    }
}
