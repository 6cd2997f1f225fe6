package hera.foundation.access;

import hera.foundation.json.LogSafe;
import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.InvalidSettingException;
import hera.foundation.settings.SettingsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a file, as it was when it was last whole: one that is broken later changes nothing. Whether the file has
 * changed is seen by its content. Thread-safe.
 */
public final class TokenStore {
    private final Path file;
    private volatile Tokens tokens;
    private volatile @Nullable String fault;

    /** What was last read, or why nothing could be; guarded by this. */
    private String seen;

    private TokenStore(Path file, String text, Tokens tokens) {
        this.file = file;
        this.seen = text;
        this.tokens = tokens;
    }

    /**
     * Reads the file for the first time.
     *
     * @throws InvalidSettingException naming what is wrong, and where
     */
    public static TokenStore read(Path file) {
        try {
            String text = ConfigFile.text(file);
            return new TokenStore(file, text, Tokens.parse(ConfigFile.parse(file, text)));
        } catch (SettingsException e) {
            throw new InvalidSettingException("security.tokens", LogSafe.withoutTokens(String.valueOf(e.getMessage())));
        }
    }

    /** What became of one look at the file. */
    public enum Look {
        UNCHANGED,
        LOADED,
        FAILED
    }

    /** Looks at the file again. */
    public synchronized Look look() {
        String text;
        try {
            text = ConfigFile.text(file);
        } catch (SettingsException e) {
            return failed(String.valueOf(e.getMessage()), String.valueOf(e.getMessage()));
        }
        if (text.equals(seen)) {
            return Look.UNCHANGED;
        }
        try {
            tokens = Tokens.parse(ConfigFile.parse(file, text));
        } catch (SettingsException e) {
            return failed(text, String.valueOf(e.getMessage()));
        }
        seen = text;
        fault = null;
        return Look.LOADED;
    }

    private Look failed(String found, String reason) {
        if (found.equals(seen)) {
            return Look.UNCHANGED;
        }
        seen = found;
        fault = LogSafe.withoutTokens(reason);
        return Look.FAILED;
    }

    /** What is wrong with the file since it was last whole, and where; null for nothing. */
    public @Nullable String fault() {
        return fault;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    Tokens.Found find(String token, long wallMillis) {
        return tokens.find(token, wallMillis);
    }

    Tokens.Found find(Tokens.TokenHash hash, long wallMillis) {
        return tokens.find(hash, wallMillis);
    }
}
