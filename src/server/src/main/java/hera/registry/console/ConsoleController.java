package hera.registry.console;

import hera.foundation.server.PageFiles;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The endpoint of the web page at {@code /_console/}: serves the resources under {@code console} and nothing else. */
@RestController
public final class ConsoleController {
    /** The names of the page's files. */
    public static final Set<String> FILES = Set.of(
            "index.html",
            "favicon.svg",
            "base.css",
            "layout.css",
            "parts.css",
            "main.js",
            "state.js",
            "address.js",
            "api.js",
            "session.js",
            "scopes.js",
            "events.js",
            "dom.js",
            "live.js",
            "services.js",
            "instances.js",
            "rows.js",
            "rolling.js",
            "nodes.js",
            "plot.js",
            "plots.js",
            "writes.js",
            "confirm.js");

    private final PageFiles files;

    /** @param served the files that there are; none where there is to be no page */
    public ConsoleController(Set<String> served) {
        this.files = PageFiles.of("console", served);
    }

    @GetMapping("/_console")
    void redirect(HttpServletResponse response) {
        PageFiles.redirect(response, "_console/");
    }

    @GetMapping("/_console/")
    void index(HttpServletRequest request, HttpServletResponse response) throws IOException {
        files.serve("index.html", request, response);
    }

    @GetMapping("/_console/{file}")
    void file(@PathVariable("file") String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        files.serve(name, request, response);
    }
}
