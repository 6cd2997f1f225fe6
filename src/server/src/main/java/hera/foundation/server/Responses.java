package hera.foundation.server;

import hera.foundation.http.Problem;
import hera.foundation.http.RequestRefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;

/** The forms of this program's responses. */
public final class Responses {
    private static final String JSON = "application/json";

    private Responses() {}

    /** 200 with JSON; for HEAD its length alone. */
    public static void json(HttpServletRequest request, HttpServletResponse response, byte[] body) throws IOException {
        response.setContentType(JSON);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    /** 302 to the page for people, for a browser only. */
    public static void seePage(HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", path);
        response.setHeader("Vary", "Accept");
        response.setHeader("Cache-Control", "no-store");
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
        if (refused.retryAfterSeconds() > 0) {
            response.setHeader("Retry-After", Integer.toString(refused.retryAfterSeconds()));
        }
        problem(response, refused.status(), refused.detail());
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
