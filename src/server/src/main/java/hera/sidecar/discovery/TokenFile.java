package hera.sidecar.discovery;

import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.SettingsException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of the token that a registry asks for, which is read again while the program runs. Thread-safe. */
public final class TokenFile {
    private static final Logger log = LoggerFactory.getLogger(TokenFile.class);
    private static final Pattern TOKEN = Pattern.compile("[!-~]{16,512}");

    private final Path file;
    private volatile String token;
    private @Nullable String failure;

    private TokenFile(Path file, String token) {
        this.file = file;
        this.token = token;
    }

    /**
     * Reads the file for the first time.
     *
     * @throws SettingsException naming the file and what is wrong with it, never what stands in it
     */
    public static TokenFile read(Path file) {
        return new TokenFile(file, token(file));
    }

    private static String token(Path file) {
        String token = ConfigFile.text(file).strip();
        if (!TOKEN.matcher(token).matches()) {
            throw new SettingsException(file.toString(), "is no token, which has 16 to 512 visible ASCII characters");
        }
        return token;
    }

    /** Returns the token that was read last. */
    String token() {
        return token;
    }

    /** Reads the file again. One that holds no token now changes nothing, and is logged once for each different reason. */
    synchronized void look() {
        String reason = null;
        try {
            String now = token(file);
            if (!now.equals(token)) {
                token = now;
                log.info("event=registry-token-reloaded file={}", file);
            }
        } catch (SettingsException e) {
            reason = e.getMessage();
        }
        if (reason != null && !reason.equals(failure)) {
            log.warn("event=registry-token-not-reloaded, the former one is sent: {}", reason);
        }
        failure = reason;
    }

    /** Without the token, which no log may hold. */
    @Override
    public String toString() {
        return "TokenFile[" + file + "]";
    }
}
