package hera.client.cluster;

import hera.client.http.Head;
import hera.client.http.NodeAnswer;
import hera.client.http.RequestFailure;
import hera.client.nodes.KnownNode;
import hera.client.nodes.RequestKind;
import hera.client.time.Ongoing;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * A request that any node may answer.
 *
 * @param lane which refusals concern it
 * @param path with its query, percent-encoded
 * @param headers beside those of every request; made anew for each attempt
 * @param body made anew for each attempt, so that a late attempt sends what is true then
 * @param timeoutMillis how long one node may take
 * @param mostBytes of an answer's body
 * @param answers the statuses that are answers; with any other the node refuses it
 * @param form how it is counted and heard
 */
public record Ask(
        RequestKind lane,
        String method,
        String path,
        Supplier<Map<String, String>> headers,
        Supplier<String> body,
        long timeoutMillis,
        int mostBytes,
        IntPredicate answers,
        Form form) {
    /** The status of a node that does not let this client do one thing: an answer, and no reason to leave the node. */
    public static final int FORBIDDEN = 403;

    /** No body. */
    public static final Supplier<String> NO_BODY = () -> "";

    /** No headers beside those of every request. */
    public static final Supplier<Map<String, String>> NO_HEADERS = Map::of;

    /** Bytes that are enough for an answer that is no list. */
    public static final int SMALL_BODY = 1 << 20;

    /** Whether it keeps a registration standing that would end without it. */
    boolean isHeartbeat() {
        return form == Form.SHORT && method.equals("PUT");
    }

    /** How a request is counted and heard. */
    public enum Form {
        /** Answered soon; so many of them are under way at once, and the others wait their turn. */
        SHORT,
        /** Held by the node for a while; not counted. */
        WAIT,
        /** Answered by a stream without an end; counted until that begins. */
        STREAM
    }

    /** The hearer. Called in steps of the loop: one of {@link #answered}, {@link #tooLarge} and {@link #opened}. */
    public interface Reply {
        /** A node has answered with one of the statuses that are answers. */
        void answered(KnownNode node, NodeAnswer answer);

        /** The answer has too many bytes. */
        default void tooLarge(KnownNode node) {}

        /** The request is about to go to a node. */
        default void sending() {}

        /** The stream has begun; cancelling ends it. */
        default void opened(KnownNode node, Head head, Ongoing stream) {}

        /** The stream goes on. */
        default void received() {}

        /** The stream has ended by itself. */
        default void ended(KnownNode node, RequestFailure failure) {}
    }
}
