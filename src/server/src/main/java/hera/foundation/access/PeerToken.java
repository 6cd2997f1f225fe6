package hera.foundation.access;

import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.SettingsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** This node's own token, by which its peers know it where nodes have no certificates. Thread-safe. */
public final class PeerToken {
    private static final String KEY = "security.peer-token";

    private final Path file;
    private volatile String value;

    private PeerToken(Path file, String value) {
        this.file = file;
        this.value = value;
    }

    /**
     * Reads the file for the first time.
     *
     * @throws InvalidSettingException naming the file and what is wrong with it
     */
    public static PeerToken read(Path file) {
        try {
            String value = token(file);
            if (value == null) {
                throw new InvalidSettingException(KEY, file + ": must have one token of 16 to 512 visible characters");
            }
            return new PeerToken(file, value);
        } catch (SettingsException e) {
            throw new InvalidSettingException(KEY, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String token(Path file) {
        String token = ConfigFile.text(file).stripTrailing();
        return Tokens.isToken(token) ? token : null;
    }

    /** Refuses a token that other nodes with the same tokens would not take for a peer's. */
    public void check(TokenStore tokens) {
        boolean isPeer = tokens.find(value, Long.MIN_VALUE) instanceof Tokens.Found.Valid valid
                && valid.grant().isPeer();
        if (!isPeer) {
            throw new InvalidSettingException(KEY, file + ": has no token of scope peer of " + tokens.file());
        }
    }

    /** Reads the file again; one that has no token now changes nothing. */
    public void look() {
        try {
            String now = token(file);
            value = now == null ? value : now;
        } catch (SettingsException e) {
            // it is being replaced, or gone: peers say so if the former token has ended, too
        }
    }

    /** The token. */
    public String value() {
        return value;
    }

    /** Without the token, which no log may hold. */
    @Override
    public String toString() {
        return "PeerToken[" + file + "]";
    }
}
