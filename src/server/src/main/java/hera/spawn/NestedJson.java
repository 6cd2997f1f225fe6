package hera.spawn;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Settings as the JSON that {@code spawn.conf} has: a key with a dot stands inside an object. */
final class NestedJson {
    private NestedJson() {}

    static String of(Map<String, Object> printed) {
        Map<String, Object> root = new LinkedHashMap<>();
        printed.forEach((key, value) -> put(root, key, value));
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(root)
                + "\n";
    }

    @SuppressWarnings("unchecked") // what stands at a key with a dot is always an object
    private static void put(Map<String, Object> into, String key, Object value) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            into.put(key, value);
        } else {
            put(
                    (Map<String, Object>)
                            into.computeIfAbsent(key.substring(0, dot), name -> new LinkedHashMap<String, Object>()),
                    key.substring(dot + 1),
                    value);
        }
    }
}
