package hera.foundation.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** A file of the web page. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record StaticFile(String mediaType, byte[] bytes, String tag) {
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");

    /** @param path of the resource, from a slash on */
    static StaticFile read(String path) {
        String extension = path.substring(path.lastIndexOf('.') + 1);
        String mediaType = Objects.requireNonNull(MEDIA_TYPES.get(extension), extension);
        try (InputStream in = Objects.requireNonNull(StaticFile.class.getResourceAsStream(path), path)) {
            byte[] bytes = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new StaticFile(mediaType, bytes, '"' + HexFormat.of().formatHex(hash, 0, 12) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
