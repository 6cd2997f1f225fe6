package hera.spawn.api;

import hera.foundation.access.Credential;
import hera.foundation.forward.door.Senders;
import hera.foundation.forward.message.RequestHead;
import hera.foundation.http.PercentCodec;
import hera.foundation.json.MalformedInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed request of the API.
 *
 * @param at what its path names
 * @param path the decoded segments of its path
 * @param query its parameters; of several with one name the last
 * @param body not copied
 * @param credential null for a request that needs none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ApiRequest(
        RequestHead head,
        ApiPath at,
        List<String> path,
        Map<String, String> query,
        byte[] body,
        @Nullable Credential credential) {
    private static final byte[] NOTHING = {};

    /**
     * Returns the request, before anything of its body is there.
     *
     * @throws ApiRefusedException if its target is malformed
     */
    static ApiRequest of(RequestHead head) throws ApiRefusedException {
        String target = head.pathAndQuery();
        int mark = target.indexOf('?');
        List<String> path = new ArrayList<>();
        for (String segment : (mark < 0 ? target : target.substring(0, mark)).split("/", -1)) {
            if (!segment.isEmpty()) {
                path.add(decoded(segment));
            }
        }
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : mark < 0 ? new String[0] : target.substring(mark + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(
                    decoded(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        ApiPath at = ApiPath.of(Senders.path(head), path);
        return new ApiRequest(head, at, List.copyOf(path), Map.copyOf(query), NOTHING, null);
    }

    ApiRequest from(@Nullable Credential sender) {
        return new ApiRequest(head, at, path, query, body, sender);
    }

    ApiRequest with(byte[] whole) {
        return new ApiRequest(head, at, path, query, whole, credential);
    }

    String method() {
        return head.method();
    }

    boolean isRead() {
        return method().equals("GET") || method().equals("HEAD");
    }

    boolean flag(String name) {
        return "true".equals(query.get(name));
    }

    /** Returns a whole number of the query, or the default. */
    long number(String name, long usual, long least, long most) throws ApiRefusedException {
        String text = query.get(name);
        if (text == null) {
            return usual;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new ApiRefusedException(400, name + " must be a whole number, not '" + text + "'", e);
        }
        throw new ApiRefusedException(400, "%s must be between %d and %d, not %s".formatted(name, least, most, text));
    }

    private static String decoded(String text) throws ApiRefusedException {
        try {
            return PercentCodec.decodeSegment(text);
        } catch (MalformedInputException e) {
            throw new ApiRefusedException(400, "The target is malformed: " + e.getMessage(), e);
        }
    }
}
