package hera.foundation.access;

import hera.foundation.settings.ConfigFile;
import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a tokens file, for commands that show or change it. An entry that stays as it is keeps its lines and the
 * comments above them. Immutable.
 */
public final class TokensFile {
    /** The file that has no tokens yet. */
    public static final TokensFile EMPTY = new TokensFile(List.of(), TokensText.NONE);

    private final List<Entry> entries;
    private final TokensText text;

    private TokensFile(List<Entry> entries, TokensText text) {
        this.entries = List.copyOf(entries);
        this.text = text;
    }

    /**
     * One token.
     *
     * @param name the subject
     * @param sha256 of the token's bytes, in lower-case hexadecimal
     * @param scopes such as {@code write:web}
     * @param expires its end by a node's own clock; null for none
     */
    public record Entry(
            String name,
            String sha256,
            List<String> scopes,
            @Nullable Instant expires) {
        public Entry {
            checkName(name);
            scopes = List.copyOf(scopes);
            if (scopes.size() > Tokens.MOST_SCOPES) {
                throw new IllegalArgumentException("a token has at most " + Tokens.MOST_SCOPES + " scopes");
            }
            Grant.of(name, scopes);
        }

        /**
         * Makes the entry of a token.
         *
         * @throws IllegalArgumentException with the reason, which holds nothing of the token
         */
        public static Entry of(String name, String token, List<String> scopes, @Nullable Instant expires) {
            byte[] hash = Tokens.sha256(token.getBytes(StandardCharsets.US_ASCII));
            return new Entry(name, HexFormat.of().formatHex(hash), scopes, expires);
        }

        /** Returns the same token with another end. */
        public Entry ending(@Nullable Instant end) {
            return new Entry(name, sha256, scopes, end);
        }

        /** Returns whether it has ended by then. */
        public boolean hasEnded(Instant now) {
            return expires != null && !expires.isAfter(now);
        }
    }

    /**
     * Refuses what is no name of a token.
     *
     * @throws IllegalArgumentException naming the rule
     */
    public static void checkName(String name) {
        if (!Tokens.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a token's name must be 1 to 64 characters of A-Z a-z 0-9 . _ -, not '" + name + "'");
        }
    }

    /**
     * Reads a file.
     *
     * @throws SettingsException naming file, line and what is wrong with it
     */
    public static TokensFile read(Path file) {
        ConfigNode.Mapping root = ConfigFile.read(file);
        Tokens.parse(root);
        List<Entry> entries = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        for (ConfigNode item : items(root.members().get("tokens"))) {
            entries.add(entry(((ConfigNode.Mapping) item).members()));
            lines.add(line(file, item.place()));
        }
        try {
            return new TokensFile(entries, TokensText.of(Files.readString(file), lines));
        } catch (IOException e) {
            throw new SettingsException(file.toString(), "cannot be read: " + e.getMessage());
        }
    }

    private static List<ConfigNode> items(@Nullable ConfigNode list) {
        return list instanceof ConfigNode.Sequence sequence ? sequence.items() : List.of();
    }

    private static Entry entry(Map<String, ConfigNode> members) {
        ConfigNode expires = members.get("expires");
        return new Entry(
                text(members.get("name")),
                text(members.get("sha256")),
                items(members.get("scopes")).stream().map(TokensFile::text).toList(),
                expires == null ? null : ConfigNode.convert(expires, Instant::parse));
    }

    private static String text(@Nullable ConfigNode node) {
        return ConfigNode.convert(Objects.requireNonNull(node), Function.identity());
    }

    /** Returns the line of a place such as {@code tokens.yml:3: tokens}. */
    private static int line(Path file, String place) {
        String line = place.substring(file.toString().length() + 1);
        return Integer.parseInt(line.substring(0, line.indexOf(':')));
    }

    /** The entries in the order of the file. */
    public List<Entry> entries() {
        return entries;
    }

    /** Returns the entries of that name, of which there are at most two. */
    public List<Entry> named(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).toList();
    }

    /**
     * Writes the file with other entries. Where the lines that would stay are written in a way that cannot be kept, all are
     * written anew; the result always reads as exactly these entries.
     *
     * @param target is overwritten
     * @throws IllegalArgumentException for more than a file may have; the target is of no use then
     */
    public void write(Path target, List<Entry> wanted) throws IOException {
        if (wanted.size() > Tokens.MOST) {
            throw new IllegalArgumentException("has " + Tokens.MOST + " tokens already, the most that may be");
        }
        Files.writeString(target, text.with(entries, wanted));
        if (!reads(target, wanted)) {
            Files.writeString(target, TokensText.NONE.with(List.of(), wanted));
            if (!reads(target, wanted)) {
                throw new IllegalArgumentException("would be larger than a node reads");
            }
        }
    }

    private static boolean reads(Path file, List<Entry> wanted) {
        try {
            return read(file).entries.equals(wanted);
        } catch (SettingsException e) {
            return false;
        }
    }
}
