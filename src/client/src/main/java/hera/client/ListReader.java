package hera.client;

import hera.client.json.JsonValues;
import hera.client.json.MalformedJsonException;
import hera.client.json.ObjectMembers;
import hera.client.text.LogText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of the lists of instances in responses. An entry that is too deep, too large or no object is left out,
 * without an effect on others; a list that is not JSON is refused as a whole.
 */
final class ListReader {
    /** The most bytes of a list. */
    static final int MOST_LIST_BYTES = 16 << 20;

    /** The most bytes of an entry, above which it is left out: 16 times a node's default limit. */
    static final int MOST_ENTRY_BYTES = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(ListReader.class);

    private ListReader() {}

    /**
     * Reads one list.
     *
     * @param known the previous list; unchanged entries are returned as the same objects
     * @throws MalformedJsonException if the text between the positions is no list, or too large
     */
    static Map<String, Instance> read(byte[] text, int from, int to, Map<String, Instance> known)
            throws MalformedJsonException {
        if (to - from > MOST_LIST_BYTES) {
            throw new MalformedJsonException("the list has more than " + MOST_LIST_BYTES + " bytes");
        }
        Map<String, Instance> list = new HashMap<>();
        ObjectMembers.of(text, from, to, (id, begin, end) -> {
            Instance former = known.get(id);
            if (former != null && former.json().equals(new String(text, begin, end - begin, StandardCharsets.UTF_8))) {
                list.put(id, former);
            } else if (isReadable(id, text, begin, end)) {
                list.put(id, Instance.ofListed(id, text, begin, end));
            }
        });
        return list;
    }

    private static boolean isReadable(String id, byte[] text, int from, int to) throws MalformedJsonException {
        JsonValues.Verdict verdict =
                to - from > MOST_ENTRY_BYTES ? JsonValues.Verdict.TOO_DEEP : JsonValues.check(text, from, to);
        if (verdict == JsonValues.Verdict.MALFORMED) {
            throw new MalformedJsonException("the value at byte " + from + " is no JSON");
        }
        boolean readable = verdict == JsonValues.Verdict.VALID && text[from] == '{' && !id.isEmpty();
        if (!readable) {
            log.debug("event=entry-left-out id={} bytes={}", LogText.of(id), to - from);
        }
        return readable;
    }
}
