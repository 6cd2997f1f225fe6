package hera.registry.api;

import hera.foundation.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer to a read, made once and written to all who ask for it.
 *
 * @param status 200 or 404
 * @param content JSON, or a problem
 */
public record CachedResponse(int status, String tag, Body content) {
    CachedResponse(int status, String tag, byte[] body) {
        this(status, tag, Body.of(body));
    }

    byte[] body() {
        return content.bytes();
    }

    public int length() {
        return content.length();
    }

    public void writeTo(OutputStream out) throws IOException {
        content.writeTo(out);
    }

    /** Sends it; for HEAD its length alone. */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        writeHead(response);
        response.setContentLength(length());
        if (!request.getMethod().equals("HEAD")) {
            writeTo(response.getOutputStream());
        }
    }

    /** Sets all of the response but the body and the body's length. */
    void writeHead(HttpServletResponse response) {
        response.setStatus(status);
        response.setHeader("ETag", tag);
        response.setContentType(mediaType());
    }

    public String mediaType() {
        return status == 200 ? "application/json" : Problem.MEDIA_TYPE;
    }

    /** Whether a client that has one of these tags has this answer already. */
    boolean isKnownBy(String ifNoneMatch) {
        return EntityTags.matches(ifNoneMatch, tag, status == 200);
    }
}
