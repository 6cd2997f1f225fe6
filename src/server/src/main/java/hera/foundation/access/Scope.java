package hera.foundation.access;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a credential may do. No scope contains another, but for {@link Admin}; {@code write} does not read. */
sealed interface Scope {
    /** {@code read}, {@code read:SERVICE}: reads services that match. */
    record Read(NamePattern service) implements Scope {}

    /** {@code write}, {@code write:SERVICE}, {@code write:SERVICE/ID}: writes instances that match. */
    record Write(NamePattern service, NamePattern id) implements Scope {}

    /** {@code monitor}: looks at the cluster and the node's health and metrics. */
    record Monitor() implements Scope {}

    /** {@code admin}: all of the above. */
    record Admin() implements Scope {}

    /** {@code peer}: gossips, and nothing else. */
    record Peer() implements Scope {}

    /** The longest scope; two names of 255 bytes, all encoded, have room. */
    int LONGEST = 2048;

    /** The first words of scopes. */
    enum Kind {
        READ,
        WRITE,
        MONITOR,
        ADMIN,
        PEER;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Reads a scope.
     *
     * @param subject the credential's name, for which {@code {subject}} stands
     * @throws IllegalArgumentException with a message such as {@code is no scope: ...}
     */
    static Scope parse(String text, String subject) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("has more than " + LONGEST + " characters");
        }
        int colon = text.indexOf(':');
        Kind kind = kind(colon < 0 ? text : text.substring(0, colon));
        if (colon < 0) {
            return whole(kind);
        }
        String pattern = text.substring(colon + 1);
        return switch (kind) {
            case READ -> {
                if (pattern.indexOf('/') >= 0) {
                    throw new IllegalArgumentException("reads whole services: it is read:SERVICE");
                }
                yield new Read(NamePattern.parse(pattern, subject));
            }
            case WRITE -> write(pattern, subject);
            case MONITOR, ADMIN, PEER -> throw new IllegalArgumentException(kind.word() + " has nothing behind it");
        };
    }

    private static Kind kind(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("is no scope: there are "
                + Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", "))
                + ", read:SERVICE, write:SERVICE and write:SERVICE/ID");
    }

    private static Scope whole(Kind kind) {
        return switch (kind) {
            case READ -> new Read(NamePattern.ANY);
            case WRITE -> new Write(NamePattern.ANY, NamePattern.ANY);
            case MONITOR -> new Monitor();
            case ADMIN -> new Admin();
            case PEER -> new Peer();
        };
    }

    private static Scope write(String pattern, String subject) {
        int slash = pattern.indexOf('/');
        if (slash < 0) {
            return new Write(NamePattern.parse(pattern, subject), NamePattern.ANY);
        }
        if (pattern.indexOf('/', slash + 1) >= 0) {
            throw new IllegalArgumentException("has two slashes: one that belongs to a name is %2F");
        }
        return new Write(
                NamePattern.parse(pattern.substring(0, slash), subject),
                NamePattern.parse(pattern.substring(slash + 1), subject));
    }
}
