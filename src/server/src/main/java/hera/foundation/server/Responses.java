package hera.foundation.server;

import hera.foundation.http.Problem;
import hera.foundation.http.RequestRefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;

/** The forms that the registry's answers have. */
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

    /** 302, for a browser only: what a person looks at is elsewhere. */
    public static void seePage(HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", path);
        response.setHeader("Vary", "Accept");
        response.setHeader("Cache-Control", "no-store");
    }

    /** 304: the client has what the tag stands for. */
    public static void notModified(HttpServletResponse response, String tag) {
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        response.setHeader("ETag", tag);
    }

    /** An error as RFC 9457 has it. */
    public static void problem(HttpServletResponse response, int status, String detail) throws IOException {
        byte[] body = problem(status, detail);
        response.setStatus(status);
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    public static void problem(HttpServletResponse response, RequestRefusedException refused) throws IOException {
        if (refused.retryAfterSeconds() > 0) {
            response.setHeader("Retry-After", Integer.toString(refused.retryAfterSeconds()));
        }
        problem(response, refused.status(), refused.detail());
    }

    /** The body of an error. */
    public static byte[] problem(int status, String detail) {
        HttpStatus known = HttpStatus.resolve(status);
        return new Problem(status, known == null ? "Error" : known.getReasonPhrase(), detail).json();
    }
}
