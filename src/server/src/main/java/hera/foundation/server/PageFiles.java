package hera.foundation.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The files of a web page in this program, and nothing else. The page may load its own files only. Thread-safe. */
public final class PageFiles {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, StaticFile> files;

    private PageFiles(Map<String, StaticFile> files) {
        this.files = Map.copyOf(files);
    }

    /**
     * Returns the files of these names.
     *
     * @param folder of the resources, such as {@code console}
     */
    public static PageFiles of(String folder, Set<String> names) {
        return new PageFiles(Map.of()).and(folder, names);
    }

    /** Returns these files and those of these names in another folder. */
    public PageFiles and(String folder, Set<String> names) {
        Map<String, StaticFile> all = new HashMap<>(files);
        names.forEach(name -> all.put(name, StaticFile.read("/" + folder + "/" + name)));
        return new PageFiles(all);
    }

    /** Answers with a file, with 304 if the browser has it, or with 404. */
    public void serve(String name, HttpServletRequest request, HttpServletResponse response) throws IOException {
        StaticFile file = files.get(name);
        if (file == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "the console has no such file");
            return;
        }
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("ETag", file.tag());
        if (String.join(",", Collections.list(request.getHeaders("If-None-Match")))
                .contains(file.tag())) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(file.mediaType());
        response.setContentLength(file.bytes().length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(file.bytes());
        }
    }

    /** Leads from the page's address without a slash to the one with it. */
    public static void redirect(HttpServletResponse response, String to) {
        response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
        response.setHeader("Location", to);
    }
}
