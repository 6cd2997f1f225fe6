package hera.registry.resource;

import hera.foundation.http.Gzip;
import hera.foundation.http.Problem;
import hera.foundation.http.RequestRefusedException;
import hera.foundation.server.Responses;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The response to a read, made once and written to every client that asks for it.
 *
 * @param status 200, 404, or 503 where the heap has no room for it
 * @param tag the entity tag, in quotes; empty for none, which no client can know
 * @param content JSON, or a problem
 */
public record CachedResponse(int status, String tag, Body content) {
    /** The end of the tag of a compressed response. */
    private static final String PACKED = ".gz\"";

    private static final int NO_ROOM = 503;
    private static final int RETRY_SECONDS = 10;

    CachedResponse(int status, String tag, byte[] body) {
        this(status, tag, Body.of(body));
    }

    static CachedResponse untagged(byte[] json) {
        return new CachedResponse(200, "", json);
    }

    /** Returns the refusal of a response for which the heap has no room. */
    public static RequestRefusedException refusal() {
        return new RequestRefusedException(
                NO_ROOM,
                "heap",
                "this node's heap has no room for so large an answer; ask for less (?where, one instance), give the node"
                        + " more (-Xmx), or use another node",
                RETRY_SECONDS);
    }

    static CachedResponse noRoom() {
        return new CachedResponse(
                NO_ROOM, "", Responses.problem(NO_ROOM, refusal().detail()).json());
    }

    /** Returns whether this is the refusal of a response. */
    public boolean isRefusal() {
        return status == NO_ROOM;
    }

    /** Returns the body in one piece, not to be changed. */
    public byte[] body() {
        return content.bytes();
    }

    /** Returns the body in pieces, to be written one after the other; shared, not to be changed. */
    public List<byte[]> pieces() {
        return content.pieces();
    }

    public int length() {
        return content.length();
    }

    public void writeTo(OutputStream out) throws IOException {
        content.writeTo(out);
    }

    /** Returns this response compressed, with a tag of its own. */
    CachedResponse packed() {
        return new CachedResponse(status, packedTag(), content.gzip());
    }

    boolean isWorthPacking() {
        return length() >= Gzip.LEAST_BYTES;
    }

    /** Returns the tag of this response as a client gets it, without compressing it. */
    String tag(boolean packed) {
        return packed && isWorthPacking() ? packedTag() : tag;
    }

    private String packedTag() {
        return tag.isEmpty() ? tag : tag.substring(0, tag.length() - 1) + PACKED;
    }

    /** Sets the status and all headers. */
    public void writeHead(HttpServletResponse response) {
        response.setStatus(status);
        if (!tag.isEmpty()) {
            response.setHeader("ETag", tag);
        }
        if (isRefusal()) {
            response.setHeader("Retry-After", Integer.toString(RETRY_SECONDS));
        }
        response.setContentType(mediaType());
        if (content.isGzip()) {
            response.setHeader("Content-Encoding", Gzip.CODING);
        }
        response.setContentLength(length());
    }

    private String mediaType() {
        return status == 200 ? "application/json" : Problem.MEDIA_TYPE;
    }

    /** Returns whether a client with these tags has this response already, compressed or not. */
    public boolean isKnownBy(String ifNoneMatch) {
        return !tag.isEmpty()
                && (EntityTags.matches(ifNoneMatch, tag, status == 200)
                        || EntityTags.matches(ifNoneMatch, packedTag(), status == 200));
    }
}
