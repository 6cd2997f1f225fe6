package hera.foundation.access;

import hera.foundation.settings.ConfigNode;
import hera.foundation.settings.SettingsException;
import hera.foundation.settings.SettingsTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that are valid, as {@code tokens.yml} has them: only hashes, never a token. Immutable. No message of a refusal
 * holds a value of the file that could be a secret.
 */
final class Tokens {
    /** At most so many, of any names. */
    static final int MOST = 10_000;

    private static final int LEAST_CHARACTERS = 16;
    private static final int MOST_CHARACTERS = 512;
    private static final int MOST_OF_ONE_NAME = 2;
    private static final char DELETE = 0x7F;

    /** At most so many of one token. */
    static final int MOST_SCOPES = 100;

    static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> KEYS = Set.of("name", "sha256", "scopes", "expires");

    private final Map<Long, List<Token>> byHash;

    private Tokens(Map<Long, List<Token>> byHash) {
        this.byHash = byHash;
    }

    /** @param expiresMillis in milliseconds since 1970, of the node's own clock */
    @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest alone
    private record Token(byte[] hash, Grant grant, long expiresMillis) {}

    /** A token's hash, by which it can be looked up again. */
    static final class TokenHash {
        private final byte[] bytes;

        private TokenHash(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /** What became of a token that was looked up. */
    sealed interface Found {
        /** It is valid. */
        record Valid(Grant grant, long expiresMillis, TokenHash hash) implements Found {}

        /** It was valid once. */
        record Expired(String subject) implements Found {}

        /** It is none. */
        record Unknown() implements Found {}
    }

    /**
     * Reads the content of a tokens file.
     *
     * @throws SettingsException naming the place of what is wrong
     */
    static Tokens parse(ConfigNode.Mapping file) {
        SettingsTable.refuseUnknown(file.members(), Set.of("tokens"));
        ConfigNode list = file.members().get("tokens");
        if (list == null) {
            throw new SettingsException(file.place(), "has no tokens: write 'tokens: []' where there are to be none");
        }
        if (!(list instanceof ConfigNode.Sequence sequence)) {
            throw new SettingsException(list.place(), "must be a list of tokens");
        }
        if (sequence.items().size() > MOST) {
            throw new SettingsException(list.place(), "has more than " + MOST + " tokens");
        }
        Map<Long, List<Token>> byHash = new HashMap<>();
        Map<String, Integer> names = new HashMap<>();
        for (ConfigNode item : sequence.items()) {
            add(item, byHash, names);
        }
        return new Tokens(byHash);
    }

    private static void add(ConfigNode item, Map<Long, List<Token>> byHash, Map<String, Integer> names) {
        Map<String, ConfigNode> members = members(item, "a token must have name, sha256 and scopes");
        ConfigNode plain = members.get("token");
        if (plain != null) {
            throw new SettingsException(plain.place(), "a plain token must not stand here: write its sha256");
        }
        SettingsTable.refuseUnknown(members, KEYS);
        String name = text(item, members, "name", NAME, "must be 1 to 64 characters of A-Z a-z 0-9 . _ -");
        String hash = text(item, members, "sha256", HASH, "must be 64 digits of lower-case hexadecimal");
        if (names.merge(name, 1, Integer::sum) > MOST_OF_ONE_NAME) {
            throw new SettingsException(item.place(), "is the third token of the name " + name + ": two may be");
        }
        Token token =
                new Token(HexFormat.of().parseHex(hash), grant(item, members, name), expires(members.get("expires")));
        List<Token> same = byHash.computeIfAbsent(prefix(token.hash), any -> new ArrayList<>(1));
        if (same.stream().anyMatch(other -> MessageDigest.isEqual(other.hash, token.hash))) {
            throw new SettingsException(
                    item.place(), "has the sha256 of another token: each must be a secret of its own");
        }
        same.add(token);
    }

    private static Map<String, ConfigNode> members(ConfigNode node, String shape) {
        if (node instanceof ConfigNode.Mapping mapping) {
            return mapping.members();
        }
        throw new SettingsException(node.place(), shape);
    }

    private static String text(
            ConfigNode item, Map<String, ConfigNode> members, String key, Pattern form, String rule) {
        ConfigNode node = members.get(key);
        if (node == null) {
            throw new SettingsException(item.place(), "a token must have " + key);
        }
        if (node instanceof ConfigNode.Scalar scalar
                && scalar.text() != null
                && form.matcher(scalar.text()).matches()) {
            return scalar.text();
        }
        throw new SettingsException(node.place(), rule);
    }

    private static Grant grant(ConfigNode item, Map<String, ConfigNode> members, String subject) {
        ConfigNode node = members.get("scopes");
        if (!(node instanceof ConfigNode.Sequence scopes)) {
            throw new SettingsException(node == null ? item.place() : node.place(), "scopes must be a list of scopes");
        }
        if (scopes.items().size() > MOST_SCOPES) {
            throw new SettingsException(node.place(), "has more than " + MOST_SCOPES + " scopes");
        }
        List<String> texts = new ArrayList<>();
        for (ConfigNode scope : scopes.items()) {
            texts.add(ConfigNode.convert(scope, text -> text));
        }
        try {
            return Grant.of(subject, texts);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(node.place(), String.valueOf(e.getMessage()));
        }
    }

    private static long expires(@Nullable ConfigNode node) {
        return node == null ? Long.MAX_VALUE : ConfigNode.convert(node, Tokens::instant);
    }

    private static long instant(String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("must be a time such as 2027-06-01T00:00:00Z", e);
        }
    }

    /**
     * Looks a token up, in time that tells nothing of how much of it is right.
     *
     * @param token as sent, without {@code Bearer}
     * @param wallMillis the node's clock
     */
    Found find(String token, long wallMillis) {
        if (!isToken(token)) {
            return new Found.Unknown();
        }
        return find(new TokenHash(sha256(token.getBytes(StandardCharsets.US_ASCII))), wallMillis);
    }

    /** Looks a token up that was valid before. */
    Found find(TokenHash hash, long wallMillis) {
        for (Token known : byHash.getOrDefault(prefix(hash.bytes), List.of())) {
            if (MessageDigest.isEqual(known.hash, hash.bytes)) {
                return known.expiresMillis > wallMillis
                        ? new Found.Valid(known.grant, known.expiresMillis, hash)
                        : new Found.Expired(known.grant.subject());
            }
        }
        return new Found.Unknown();
    }

    /** Returns whether a text can be a token: 16 to 512 visible ASCII characters. Another one is not even hashed. */
    static boolean isToken(String text) {
        int length = text.length();
        boolean isVisible = length >= LEAST_CHARACTERS && length <= MOST_CHARACTERS;
        for (int i = 0; isVisible && i < length; i++) { // no stream: each request of a closed node comes here
            isVisible = text.charAt(i) > ' ' && text.charAt(i) < DELETE;
        }
        return isVisible;
    }

    /** Where a hash is kept. Nobody can choose a token by its hash, so to find this place tells nothing. */
    private static long prefix(byte[] hash) {
        return java.nio.ByteBuffer.wrap(hash).getLong();
    }

    /** Returns the SHA-256 of some bytes. */
    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
