package hera.registry.resource;

import hera.foundation.http.Gzip;
import hera.foundation.server.AsyncResponse;
import hera.foundation.server.Responses;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import java.util.function.Consumer;

/**
 * The form of response that a request accepts: 304 for a tag that it knows, compressed, without a body. Responses are
 * sent in it at once or later.
 */
public final class RequestedForm {
    private final RenderRoom room;
    private final String known;
    private final boolean packed;
    private final boolean headOnly;

    private RequestedForm(RenderRoom room, String known, boolean packed, boolean headOnly) {
        this.room = room;
        this.known = known;
        this.packed = packed;
        this.headOnly = headOnly;
    }

    static RequestedForm of(HttpServletRequest request, RenderRoom room) {
        return new RequestedForm(
                room,
                joined(request.getHeaders("If-None-Match")),
                Gzip.isAccepted(request.getHeaders("Accept-Encoding")),
                request.getMethod().equals("HEAD"));
    }

    private static String joined(Enumeration<String> lines) {
        String joined = lines.hasMoreElements() ? lines.nextElement() : "";
        while (lines.hasMoreElements()) {
            joined = joined + "," + lines.nextElement();
        }
        return joined;
    }

    /** Returns the value of {@code If-None-Match}; empty for none. */
    public String known() {
        return known;
    }

    /** Returns whether the client has this response already. */
    public boolean isKnown(CachedResponse current) {
        return !known.isEmpty() && current.isKnownBy(known);
    }

    /** Sends the response, or 304. */
    public void send(CachedResponse current, HttpServletResponse response) throws IOException {
        if (isKnown(current)) {
            Responses.notModified(response, current.tag(packed));
            return;
        }
        CachedResponse sent = packed(current);
        sent.writeHead(response);
        if (!headOnly) {
            sent.writeTo(response.getOutputStream());
        }
    }

    /**
     * Sends the response, or 304, later.
     *
     * @param head sets further headers
     */
    public void send(CachedResponse current, Consumer<HttpServletResponse> head, AsyncResponse later) {
        if (isKnown(current)) {
            later.respond(head.andThen(response -> Responses.notModified(response, current.tag(packed))), null);
            return;
        }
        CachedResponse sent = packed(current);
        later.begin(head.andThen(sent::writeHead));
        if (!headOnly) {
            sent.pieces().forEach(later::write);
        }
        later.finish();
    }

    /**
     * Returns the response compressed if the client accepts that and the response is large, unless compressing it needs
     * more room than the heap has.
     */
    private CachedResponse packed(CachedResponse current) {
        if (!packed || !current.isWorthPacking()) {
            return current;
        }
        if (current.content().hasGzip()) {
            return current.packed();
        }
        CachedResponse made = room.make(current.length(), current::packed);
        return made == null ? current : made;
    }
}
