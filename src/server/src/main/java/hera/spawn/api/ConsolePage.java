package hera.spawn.api;

import hera.foundation.forward.door.Senders;
import hera.foundation.forward.message.LocalAnswer.Field;
import hera.foundation.forward.message.RequestHead;
import hera.foundation.http.MediaRanges;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The web page at {@code /_console/}: files of its own, and those that it shares with the registry's page. Immutable. */
final class ConsolePage {
    static final Set<String> OWN = Set.of(
            "index.html",
            "spawn.css",
            "main.js",
            "calls.js",
            "ask.js",
            "nodes.js",
            "letters.js",
            "writes.js",
            "figures.js");

    private static final Set<String> SHARED = Set.of(
            "base.css", "layout.css", "parts.css", "dom.js", "address.js", "session.js", "scopes.js", "favicon.svg");
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, ConsoleFile> files = new HashMap<>();

    /** A file of the page. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record ConsoleFile(String type, byte[] bytes, String tag) {}

    ConsolePage() {
        OWN.forEach(name -> files.put(name, read("/spawn-console/" + name)));
        SHARED.forEach(name -> files.put(name, read("/console/" + name)));
    }

    /** Returns whether the page has a file of that name, with no data in it. */
    static boolean isFile(String name) {
        return OWN.contains(name) || SHARED.contains(name);
    }

    /** Returns whether a browser asks for the root, which leads it to the page. */
    static boolean isAskedFor(ApiPath path, RequestHead request) {
        String accept = path == ApiPath.ROOT ? request.fields().first("accept") : null;
        boolean isRead = request.method().equals("GET") || request.isHead();
        return accept != null && isRead && MediaRanges.prefersPage(accept);
    }

    /** Returns the answer that leads to the page. */
    static ApiAnswer moved(ApiPath from) {
        return from == ApiPath.ROOT ? moved(302, "_console/") : moved(301, "_console/");
    }

    /** Returns the answer to a request for a file of the page. */
    ApiAnswer answer(ApiRequest request) {
        String name = Senders.path(request.head())
                .substring(ApiPath.CONSOLE_PAGE.path().length());
        ConsoleFile file = files.get(name.isEmpty() ? "index.html" : name);
        return file == null ? ApiAnswer.error(404, "The console has no such file.") : sent(file, request);
    }

    private static ApiAnswer sent(ConsoleFile file, ApiRequest request) {
        List<Field> fields = List.of(
                new Field("Content-Security-Policy", POLICY),
                new Field("X-Content-Type-Options", "nosniff"),
                new Field("Referrer-Policy", "no-referrer"),
                new Field("Cache-Control", "no-cache"),
                new Field("ETag", file.tag()));
        String known = request.head().fields().first("if-none-match");
        return known != null && known.contains(file.tag())
                ? new ApiAnswer(304, file.type(), new byte[0], fields)
                : new ApiAnswer(200, file.type(), file.bytes(), fields);
    }

    private static ApiAnswer moved(int status, String location) {
        byte[] text = ("It is at " + location + "\n").getBytes(StandardCharsets.US_ASCII);
        List<Field> fields = List.of(
                new Field("Location", location), new Field("Vary", "Accept"), new Field("Cache-Control", "no-store"));
        return new ApiAnswer(status, "text/plain; charset=utf-8", text, fields);
    }

    private static ConsoleFile read(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        try (InputStream in = ConsolePage.class.getResourceAsStream(name)) {
            if (in == null || type == null) {
                throw new IllegalStateException("The program lacks its file " + name);
            }
            byte[] bytes = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new ConsoleFile(type, bytes, '"' + HexFormat.of().formatHex(hash, 0, 12) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
