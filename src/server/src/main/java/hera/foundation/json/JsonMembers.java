package hera.foundation.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A splitter of one JSON object or list into its parts as text, for programs that only show them. */
public final class JsonMembers {
    private JsonMembers() {}

    /**
     * Returns the members of an object in order, each value as it is spelled; of two with one name the last counts.
     *
     * @throws MalformedInputException for anything but one JSON object
     */
    public static Map<String, String> of(String object) throws MalformedInputException {
        byte[] text = object.getBytes(StandardCharsets.UTF_8);
        Map<String, String> members = new LinkedHashMap<>();
        JsonScanner json = new JsonScanner(text, 0, text.length);
        json.expect('{', "to begin an object");
        boolean more = !json.take('}');
        while (more) {
            int nameEnd = json.name();
            refuseFlaw(json);
            String name = JsonText.unquote(text, json.from(), nameEnd);
            json.value();
            refuseFlaw(json);
            members.put(name, new String(text, json.from(), json.at() - json.from(), StandardCharsets.UTF_8));
            more = json.more('}');
        }
        json.end();
        return members;
    }

    /**
     * Returns the items of a list in order, each as it is spelled.
     *
     * @throws MalformedInputException for anything but one JSON array
     */
    public static List<String> items(String list) throws MalformedInputException {
        byte[] text = list.getBytes(StandardCharsets.UTF_8);
        List<String> items = new ArrayList<>();
        JsonScanner json = new JsonScanner(text, 0, text.length);
        json.expect('[', "to begin a list");
        boolean more = !json.take(']');
        while (more) {
            json.value();
            refuseFlaw(json);
            items.add(new String(text, json.from(), json.at() - json.from(), StandardCharsets.UTF_8));
            more = json.more(']');
        }
        json.end();
        return items;
    }

    /** Returns the text of a string token; any other token as it is. */
    public static String text(String spelling) {
        if (!spelling.startsWith("\"")) {
            return spelling;
        }
        byte[] json = spelling.getBytes(StandardCharsets.UTF_8);
        return JsonText.unquote(json, 0, json.length);
    }

    private static void refuseFlaw(JsonScanner json) throws MalformedInputException {
        MalformedInputException flaw = json.takeFlaw();
        if (flaw != null) {
            throw flaw;
        }
    }
}
