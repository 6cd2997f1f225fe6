package hera.registry;

import hera.wire.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;

/** The forms that the registry's answers have. */
final class Responses {
    private static final String JSON = "application/json";

    private Responses() {}

    /** 200 with JSON; for HEAD its length alone. */
    static void json(HttpServletRequest request, HttpServletResponse response, byte[] body) throws IOException {
        response.setContentType(JSON);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    /** An error as RFC 9457 has it. */
    static void problem(HttpServletResponse response, int status, String detail) throws IOException {
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        byte[] body = new Problem(status, title, detail).json();
        response.setStatus(status);
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** 304 when the client already has what {@code tag} stands for; sets the tag in any case. */
    static boolean notModified(HttpServletRequest request, HttpServletResponse response, String tag) {
        response.setHeader("ETag", tag);
        String known = request.getHeader("If-None-Match");
        if (known == null || !Tags.matches(known, tag)) {
            return false;
        }
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        return true;
    }
}
