package hera.registry.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.StringTokenizer;

/**
 * Entity tags (RFC 9110, 8.8.3). A tag begins with this start's incarnation, so that none of another node or an earlier
 * incarnation is taken for one of this, and goes on with the version of what it stands for, or with a digest where a part has
 * no version of its own.
 */
public final class EntityTags {
    /** 96 bits: nobody finds two contents of one digest by chance, nor soon on purpose. */
    private static final int DIGEST_BYTES = 12;

    private final String incarnation;

    /** @param incarnation tells this start of this node apart from every other start of every node */
    public EntityTags(String incarnation) {
        this.incarnation = incarnation;
    }

    /** @param representation tells apart the forms of one content; empty for the first of them */
    String of(long version, String representation) {
        return tag(Long.toString(version, 36), representation);
    }

    /** As for a version, which is shorter than any digest. */
    String of(byte[] content, String representation) {
        return tag(digest(content, ""), representation);
    }

    /** The tag of what is not there. */
    String absent() {
        return '"' + incarnation + ".absent\"";
    }

    /** A short name for a text. */
    static String digest(String text) {
        return digest(new byte[0], text);
    }

    /** Whether an {@code If-None-Match} names the tag, by weak comparison; {@code *} stands for all that is there. */
    static boolean matches(String ifNoneMatch, String tag, boolean isThere) {
        if (ifNoneMatch.equals(tag)) {
            return true;
        }
        if (ifNoneMatch.equals("*")) {
            return isThere;
        }
        StringTokenizer tags = new StringTokenizer(ifNoneMatch, ", \t");
        while (tags.hasMoreTokens()) {
            String known = tags.nextToken();
            if (tag.equals(known.startsWith("W/") ? known.substring(2) : known)) {
                return true;
            }
        }
        return false;
    }

    /** Names a place in the history of a service, for those who follow it. */
    String cursor(long version, String representation) {
        return name(Long.toString(version, 36), representation);
    }

    private String tag(String state, String representation) {
        return '"' + name(state, representation) + '"';
    }

    private String name(String state, String representation) {
        String name = incarnation + '-' + state;
        return representation.isEmpty() ? name : name + '.' + representation;
    }

    private static String digest(byte[] content, String more) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(content);
            byte[] digest = sha.digest(more.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
