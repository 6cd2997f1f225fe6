package hera.spawn.api;

import hera.foundation.http.HostPort;
import hera.spawn.log.NodeRow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node as JSON describes it: absent members keep their value, or have the default. */
final class NodeEdit {
    private static final List<String> MEMBERS = List.of("host", "port", "priority", "active", "maintenance", "scheme");
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private NodeEdit() {}

    static JsonNode parse(byte[] body) throws ApiRefusedException {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new ApiRefusedException(400, "The body is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static HostPort address(JsonNode body) throws ApiRefusedException {
        checkMembers(body);
        if (!body.has("host") || !body.has("port")) {
            throw new ApiRefusedException(400, "A node of a list needs host and port.");
        }
        return NodesHandler.address(text(body, "host", ""), Integer.toString(number(body, "port", 0)));
    }

    static NodeRow apply(JsonNode body, @Nullable NodeRow known, HostPort address) throws ApiRefusedException {
        checkMembers(body);
        NodeRow base = known != null
                ? known
                : new NodeRow(0, address, false, 0, false, false, false, NodeRow.NOW, NodeRow.NOW);
        HostPort placed = NodesHandler.address(
                text(body, "host", address.host()), Integer.toString(number(body, "port", address.port())));
        String scheme = text(body, "scheme", base.secure() ? "https" : "http");
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new ApiRefusedException(400, "scheme must be http or https, not '%s'".formatted(scheme));
        }
        return new NodeRow(
                base.id(),
                placed,
                scheme.equals("https"),
                number(body, "priority", base.priority()),
                truth(body, "active", base.active()),
                truth(body, "maintenance", base.maintenance()),
                base.needsResync(),
                base.since(),
                base.position());
    }

    private static void checkMembers(JsonNode body) throws ApiRefusedException {
        if (!body.isObject()) {
            throw new ApiRefusedException(400, "A node must be an object.");
        }
        for (String name : body.propertyNames()) {
            if (!MEMBERS.contains(name)) {
                throw new ApiRefusedException(400, name + ": no such member; there are " + String.join(", ", MEMBERS));
            }
        }
    }

    private static String text(JsonNode body, String name, String usual) throws ApiRefusedException {
        JsonNode value = body.get(name);
        if (value == null) {
            return usual;
        }
        if (!value.isString()) {
            throw new ApiRefusedException(400, name + " must be a string");
        }
        return value.stringValue();
    }

    private static int number(JsonNode body, String name, int usual) throws ApiRefusedException {
        JsonNode value = body.get(name);
        if (value == null) {
            return usual;
        }
        if (!value.isInt()) {
            throw new ApiRefusedException(400, name + " must be a whole number");
        }
        return value.intValue();
    }

    private static boolean truth(JsonNode body, String name, boolean usual) throws ApiRefusedException {
        JsonNode value = body.get(name);
        if (value == null) {
            return usual;
        }
        if (!value.isBoolean()) {
            throw new ApiRefusedException(400, name + " must be true or false");
        }
        return value.booleanValue();
    }
}
