package hera.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags by which a command proves who it is, and knows who the nodes are. None of them takes a secret itself. */
final class CredentialFlags {
    private static final String CA_VARIABLE = "HERA_CA";
    private static final String TOKEN_VARIABLE = "HERA_TOKEN";

    /** More than the longest token, and what may stand around it. */
    private static final int MOST_BYTES = 4096;

    private static final Pattern TOKEN = Pattern.compile("[!-~]{16,512}");

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "whose certificates an https:// node must have (the variable HERA_CA, else the public ones of Java)")
    private @Nullable String ca;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "a file that holds the token to be sent (else the variable HERA_TOKEN holds it)")
    private @Nullable String tokenFile;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "a client certificate, PEM, for https:// nodes that ask for one; with --key")
    private @Nullable String certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "its key, PEM")
    private @Nullable String key;

    @Option(
            names = "--plain",
            description = "send the token over plain HTTP to other machines, too: anybody between may read it")
    private boolean plain;

    /** Reads what the flags and variables name. */
    Credentials read(CommandIo io, List<NodeArgument> nodes) {
        boolean tls = nodes.stream().anyMatch(NodeArgument::tls);
        if ((certificate == null) != (key == null)) {
            throw CommandFailedException.notAsked(
                    certificate == null ? "--key: goes with --certificate" : "--certificate: goes with --key");
        }
        if (certificate != null && !tls) {
            throw CommandFailedException.notAsked(
                    "--certificate: proves nothing over plain HTTP; name an https:// node");
        }
        String file = tokenFile;
        String source = file == null ? TOKEN_VARIABLE : "--token-file " + file;
        String text = file == null ? variable(io, TOKEN_VARIABLE) : content(file);
        String token = text == null ? null : token(source, text);
        TlsConnections connections =
                tls // in no signature here: picocli's reflection would load it for plain nodes, too
                        ? TlsConnections.of(
                                authorities(io),
                                certificate == null ? null : path("--certificate", certificate),
                                key == null ? null : path("--key", key),
                                io.now().get())
                        : null;
        return new Credentials(token, source, connections, plain, true);
    }

    private @Nullable Path authorities(CommandIo io) {
        String variable = variable(io, CA_VARIABLE);
        if (ca != null) {
            return path("--ca", ca);
        }
        return variable == null ? null : path(CA_VARIABLE, variable);
    }

    private static @Nullable String variable(CommandIo io, String name) {
        String value = io.variables().apply(name);
        return value == null || value.isBlank() ? null : value;
    }

    private static Path path(String flag, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw CommandFailedException.notAsked(flag + ": cannot be a path: " + e.getReason());
        }
    }

    private static String content(String file) {
        try (InputStream in = Files.newInputStream(path("--token-file", file))) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw CommandFailedException.notAsked("--token-file: " + file + ": no such file");
        } catch (AccessDeniedException e) {
            throw CommandFailedException.notAsked(
                    "--token-file: " + file + ": may not be read by the user that runs this");
        } catch (IOException e) {
            throw CommandFailedException.notAsked("--token-file: " + file + ": cannot be read: " + e.getMessage());
        }
    }

    /** @param text the token, perhaps with blanks and line ends around it */
    private static String token(String source, String text) {
        String token = text.strip();
        if (!TOKEN.matcher(token).matches()) {
            throw CommandFailedException.notAsked(
                    source + ": is no token, which has 16 to 512 visible ASCII characters");
        }
        return token;
    }
}
