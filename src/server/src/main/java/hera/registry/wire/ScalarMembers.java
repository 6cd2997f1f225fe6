package hera.registry.wire;

import hera.foundation.json.JsonScanner;
import hera.foundation.json.JsonText;
import hera.foundation.json.MalformedInputException;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A reader of the members of an instance that are neither objects nor arrays. */
public final class ScalarMembers {
    private ScalarMembers() {}

    /**
     * Returns their names and values in order: the decoded text of a string, the spelling of a number or a boolean. A
     * member that is {@code null} counts as absent; of two with one name the last counts.
     */
    public static Map<String, String> of(InstanceContent instance) {
        byte[] text = instance.json();
        Map<String, String> members = new LinkedHashMap<>();
        JsonScanner json = new JsonScanner(text, 0, text.length);
        try {
            json.expect('{', "to begin an object");
            boolean more = !json.take('}');
            while (more) {
                int nameEnd = json.name();
                String name = JsonText.unquote(text, json.from(), nameEnd);
                json.value();
                members.remove(name);
                switch (text[json.from()]) {
                    case '{', '[', 'n' -> {}
                    case '"' -> members.put(name, JsonText.unquote(text, json.from(), json.at()));
                    default ->
                        members.put(
                                name, new String(text, json.from(), json.at() - json.from(), StandardCharsets.UTF_8));
                }
                more = json.more('}');
            }
        } catch (MalformedInputException e) {
            throw new IllegalStateException("an instance that is no JSON object: " + e.getMessage(), e);
        }
        return members;
    }
}
