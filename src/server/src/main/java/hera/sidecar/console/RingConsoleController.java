package hera.sidecar.console;

import hera.foundation.server.PageFiles;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The web page at {@code /_console/} of the debug address; it shares files with the registry's. */
@RestController
public final class RingConsoleController {
    static final Set<String> OWN = Set.of("index.html", "ring.js", "ring.css");
    static final Set<String> SHARED = Set.of(
            "favicon.svg",
            "base.css",
            "layout.css",
            "parts.css",
            "address.js",
            "api.js",
            "session.js",
            "scopes.js",
            "dom.js",
            "live.js",
            "plot.js",
            "state.js");

    private final PageFiles files = PageFiles.of("console", SHARED).and("ring-console", OWN);
    private final PeerViews views;

    public RingConsoleController(PeerViews views) {
        this.views = views;
    }

    /** Returns the names of the page's own files, which have no data in them. */
    public static Set<String> files() {
        return Stream.concat(OWN.stream(), SHARED.stream()).collect(Collectors.toUnmodifiableSet());
    }

    @GetMapping("/_console")
    void redirect(HttpServletResponse response) {
        PageFiles.redirect(response, "_console/");
    }

    @GetMapping("/_console/")
    void index(HttpServletRequest request, HttpServletResponse response) throws IOException {
        files.serve("index.html", request, response);
    }

    @GetMapping("/_console/views")
    void views(HttpServletResponse response) throws IOException {
        byte[] json = views.json();
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }

    @GetMapping("/_console/{file}")
    void file(@PathVariable("file") String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        files.serve(name, request, response);
    }
}
