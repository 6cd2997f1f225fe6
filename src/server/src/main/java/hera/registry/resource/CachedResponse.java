package hera.registry.resource;

import hera.foundation.http.Gzip;
import hera.foundation.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The response to a read, made once and written to every client that asks for it.
 *
 * @param status 200 or 404
 * @param tag the entity tag, in quotes
 * @param content JSON, or a problem
 */
public record CachedResponse(int status, String tag, Body content) {
    /** The end of the tag of a compressed response. */
    private static final String PACKED = ".gz\"";

    CachedResponse(int status, String tag, byte[] body) {
        this(status, tag, Body.of(body));
    }

    public byte[] body() {
        return content.bytes();
    }

    public int length() {
        return content.length();
    }

    public void writeTo(OutputStream out) throws IOException {
        content.writeTo(out);
    }

    /** Returns this response as a client gets it that accepts gzip: compressed when it is large, with a tag of its own. */
    public CachedResponse packed() {
        return length() < Gzip.LEAST_BYTES ? this : new CachedResponse(status, packedTag(), content.gzip());
    }

    private String packedTag() {
        return tag.substring(0, tag.length() - 1) + PACKED;
    }

    /** Sends this response; to HEAD without the body. */
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        writeHead(response);
        response.setContentLength(length());
        if (!request.getMethod().equals("HEAD")) {
            writeTo(response.getOutputStream());
        }
    }

    /** Sets the status and all headers but the length. */
    public void writeHead(HttpServletResponse response) {
        response.setStatus(status);
        response.setHeader("ETag", tag);
        response.setContentType(mediaType());
        if (content.isGzip()) {
            response.setHeader("Content-Encoding", Gzip.CODING);
        }
    }

    public String mediaType() {
        return status == 200 ? "application/json" : Problem.MEDIA_TYPE;
    }

    /** Returns whether a client with these tags has this response already, compressed or not. */
    public boolean isKnownBy(String ifNoneMatch) {
        return EntityTags.matches(ifNoneMatch, tag, status == 200)
                || EntityTags.matches(ifNoneMatch, packedTag(), status == 200);
    }
}
