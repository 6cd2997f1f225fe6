package hera.registry.resource;

import hera.foundation.json.JsonBuffer;
import hera.foundation.time.Moment;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The response to a request to {@code /_watch}: the services that differ from what the client knows, each with its tag.
 * The bytes of each are those of the cached response, which all clients share.
 *
 * @param pieces the body, to be written one after the other; shared, not to be changed
 * @param refusal the response instead, if the heap has no room for one of the services; else null
 */
public record WatchResponse(List<byte[]> pieces, @Nullable CachedResponse refusal) {
    /** Returns the response as of now; empty when no service differs. */
    public static WatchResponse of(List<WatchedService> services, ResponseCache responses, Moment now) {
        List<byte[]> pieces = new ArrayList<>();
        for (WatchedService service : services) {
            CachedResponse current = responses.of(service.representation(), now);
            if (current.isRefusal()) {
                return new WatchResponse(current.pieces(), current);
            }
            if (!current.isKnownBy(service.known())) {
                pieces.add(head(service, current, pieces.isEmpty()));
                pieces.addAll(current.pieces());
            }
        }
        if (!pieces.isEmpty()) {
            pieces.add(new byte[] {'}', '}'});
        }
        return new WatchResponse(pieces, null);
    }

    /**
     * Returns the services with the tags of this cache's responses instead of equal ones that the client sent, so that
     * many requests for the same services share them.
     */
    public static List<WatchedService> shared(List<WatchedService> services, ResponseCache responses, Moment now) {
        return services.stream()
                .map(service -> service.sharing(responses.of(service.representation(), now)))
                .toList();
    }

    private static byte[] head(WatchedService service, CachedResponse current, boolean first) {
        String name = ((RegistryPath.OfService) service.representation().target())
                .service()
                .value();
        return new JsonBuffer(48 + name.length() + current.tag().length())
                .raw(first ? "{" : "},")
                .string(name)
                .raw(":{\"etag\":")
                .string(current.tag())
                .raw(",\"instances\":")
                .toByteArray();
    }

    /** Returns whether no service differs. */
    public boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Sets the status, 200, 204 or that of the refusal, and the headers of the body. */
    public void writeHead(HttpServletResponse response) {
        if (refusal != null) {
            refusal.writeHead(response);
        } else if (isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            response.setContentType("application/json");
            response.setContentLengthLong(
                    pieces.stream().mapToLong(piece -> piece.length).sum());
        }
    }
}
