package hera.registry.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The endpoint of the web page at {@code /_console/}: serves the resources under {@code console} and nothing else. */
@RestController
public final class ConsoleController {
    static final Set<String> FILES = Set.of(
            "index.html",
            "favicon.svg",
            "base.css",
            "layout.css",
            "parts.css",
            "main.js",
            "api.js",
            "dom.js",
            "live.js",
            "services.js",
            "instances.js",
            "rows.js",
            "rolling.js",
            "nodes.js",
            "plots.js",
            "writes.js",
            "confirm.js");

    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    private final Map<String, StaticFile> files =
            FILES.stream().collect(Collectors.toUnmodifiableMap(name -> name, StaticFile::read));

    public ConsoleController() {}

    @GetMapping("/_console")
    void redirect(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
        response.setHeader("Location", "_console/");
    }

    @GetMapping("/_console/")
    void index(HttpServletRequest request, HttpServletResponse response) throws IOException {
        file("index.html", request, response);
    }

    @GetMapping("/_console/{file}")
    void file(@PathVariable("file") String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StaticFile file = files.get(name);
        if (file == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "the console has no such file");
            return;
        }
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
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
}
