package hera.client.http;

import java.util.Map;
import java.util.function.Predicate;

/**
 * One request to one node.
 *
 * @param path with its query, percent-encoded
 * @param body empty for none
 * @param mostBytes the answer's body may have at most this many
 * @param streamed whether a 200 is a stream without an end, given on as it comes
 * @param wanted judges the head before any byte of the body is read; called by any thread
 */
public record NodeRequest(
        NodeEndpoint endpoint,
        String method,
        String path,
        Map<String, String> headers,
        String body,
        int mostBytes,
        boolean streamed,
        Predicate<Head> wanted) {}
