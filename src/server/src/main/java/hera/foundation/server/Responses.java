package hera.foundation.server;

import hera.foundation.http.Gzip;
import hera.foundation.http.Problem;
import hera.foundation.http.RequestRefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.http.HttpStatus;

/** The forms of this program's responses. */
public final class Responses {
    private static final String JSON = "application/json";
    private static final String ACCEPT_ENCODING = "Accept-Encoding";
    private static final String CONTENT_ENCODING = "Content-Encoding";

    private Responses() {}

    /** 200 with JSON, compressed when it is large and the client accepts that; for HEAD its length alone. */
    public static void json(HttpServletRequest request, HttpServletResponse response, byte[] json) throws IOException {
        boolean packed = json.length >= Gzip.LEAST_BYTES && acceptsGzip(request);
        byte[] body = packed ? Gzip.pack(json) : json;
        if (packed) {
            response.setHeader(CONTENT_ENCODING, Gzip.CODING);
        }
        response.setContentType(JSON);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    /**
     * 302 to the page for people, for a browser only.
     *
     * @param path relative, so that it holds below a prefix that a proxy takes away
     */
    public static void seePage(HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", path);
        response.setHeader("Vary", "Accept");
        response.setHeader("Cache-Control", "no-store");
    }

    /** Returns the stream for a body of unknown length, which compresses it if the client accepts that. To be closed. */
    public static OutputStream stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!acceptsGzip(request)) {
            return response.getOutputStream();
        }
        response.setHeader(CONTENT_ENCODING, Gzip.CODING);
        return Gzip.over(response.getOutputStream());
    }

    private static boolean acceptsGzip(HttpServletRequest request) {
        return Gzip.isAccepted(request.getHeaders(ACCEPT_ENCODING));
    }

    /** 304: the client has the representation that the tag names. */
    public static void notModified(HttpServletResponse response, String tag) {
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        response.setHeader("ETag", tag);
    }

    /** The status and an error body (RFC 9457). */
    public static void problem(HttpServletResponse response, int status, String detail) throws IOException {
        byte[] body = problem(status, detail).json();
        response.setStatus(status);
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** The error body for a refusal, and {@code Retry-After} where it says when. */
    public static void problem(HttpServletResponse response, RequestRefusedException refused) throws IOException {
        byte[] body = problem(refused.status(), refused.detail()).json();
        problemHead(response, refused, body.length);
        response.getOutputStream().write(body);
    }

    static void problemHead(HttpServletResponse response, RequestRefusedException refused, int length) {
        if (refused.retryAfterSeconds() > 0) {
            response.setHeader("Retry-After", Integer.toString(refused.retryAfterSeconds()));
        }
        response.setStatus(refused.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(length);
    }

    /** Returns the error body of that status, titled by the status's name. */
    public static Problem problem(int status, String detail) {
        return new Problem(status, title(status), detail);
    }

    static String title(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}
