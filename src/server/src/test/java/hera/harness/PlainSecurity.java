package hera.harness;

import hera.foundation.access.SecuritySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The files of a secured node without TLS, in a folder of a test. The token of a name is always the same. */
public final class PlainSecurity {
    private final Path folder;
    private final List<String> entries = new ArrayList<>();

    public PlainSecurity(Path folder) {
        this.folder = folder;
    }

    /** Adds the token of a name, which is in force when {@link #write} was called. */
    public PlainSecurity token(String name, String... scopes) {
        return entry(name, token(name), scopes, "");
    }

    /** Adds a token that ends at an instant such as {@code 2027-06-01T00:00:00Z}. */
    public PlainSecurity tokenUntil(String instant, String name, String... scopes) {
        return entry(name, token(name), scopes, ", expires: " + instant);
    }

    private PlainSecurity entry(String name, String token, String[] scopes, String more) {
        entries.add("  - {name: %s, sha256: '%s', scopes: ['%s']%s}\n"
                .formatted(name, HexFormat.of().formatHex(sha256(token)), String.join("', '", scopes), more));
        return this;
    }

    /** Takes all tokens away. */
    public PlainSecurity clear() {
        entries.clear();
        return this;
    }

    /** Writes the tokens' file, by renaming. */
    public PlainSecurity write() {
        return write("tokens:" + (entries.isEmpty() ? " []\n" : "\n" + String.join("", entries)));
    }

    /** Writes any text as the tokens' file. */
    public PlainSecurity write(String text) {
        try {
            Path written = Files.writeString(folder.resolve("tokens.new"), text);
            Files.move(written, file(), StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(folder.resolve("peer"), token("peer") + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The tokens' file. */
    public Path file() {
        return folder.resolve("tokens.yml");
    }

    public SecuritySettings settings() {
        return new SecuritySettings(null, file(), folder.resolve("peer"), List.of(), true);
    }

    /** The token of a name, as {@code hera secure} would make it. */
    public static String token(String name) {
        return "hera_" + Base64.getUrlEncoder().withoutPadding().encodeToString(sha256("secret of " + name));
    }

    /** The value of {@code Authorization} with the token of a name. */
    public static String bearer(String name) {
        return "Bearer " + token(name);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
