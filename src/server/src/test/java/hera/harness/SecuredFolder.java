package hera.harness;

import hera.harness.TestCertificates.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A folder as {@code hera secure init} makes it, with certificates of a test's choice and a token of each kind. */
public final class SecuredFolder {
    private final Path folder;

    private SecuredFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes one with that authority; it has no nodes yet. */
    public static SecuredFolder of(Path folder, Path authority) {
        try {
            Files.createDirectories(folder.resolve("nodes"));
            Files.copy(authority, folder.resolve("ca.pem"));
            StringBuilder tokens = new StringBuilder("tokens:\n");
            for (String name : new String[] {"admin", "read", "write", "monitor", "peer"}) {
                tokens.append("  - {name: %s, sha256: %s, scopes: [%s]}\n".formatted(name, sha256(token(name)), name));
            }
            Files.writeString(folder.resolve("tokens.yml"), tokens.toString());
            Files.writeString(folder.resolve("peer-token"), token("peer") + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SecuredFolder(folder);
    }

    /** The token of that scope. */
    public static String token(String scope) {
        return "hera_" + scope + "-".repeat(43 - scope.length());
    }

    private static String sha256(String token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives a node its certificate and key, each file by renaming as the commands do. */
    public SecuredFolder node(String name, Pair pair) {
        replace(pair.certificate(), folder.resolve("nodes").resolve(name + ".pem"));
        replace(pair.key(), folder.resolve("nodes").resolve(name + ".key"));
        return this;
    }

    private static void replace(Path from, Path to) {
        try {
            Path beside = Files.copy(from, to.resolveSibling("new"), StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return folder;
    }
}
