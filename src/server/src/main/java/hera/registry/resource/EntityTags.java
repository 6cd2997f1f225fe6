package hera.registry.resource;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.StringTokenizer;

/**
 * Entity tags (RFC 9110, 8.8.3). A tag begins with the incarnation of this node, so that no tag of another node or of an
 * earlier incarnation equals one of this. The rest is the version of the content, or a digest of content that has no
 * version of its own.
 */
public final class EntityTags {
    /** 96 bits make a collision improbable by chance and expensive on purpose. */
    private static final int DIGEST_BYTES = 12;

    private final String incarnation;

    /** @param incarnation unique to this start of this node */
    public EntityTags(String incarnation) {
        this.incarnation = incarnation;
    }

    /**
     * The tag of content that has a version.
     *
     * @param representation names the form of the content; empty for the plain form
     */
    public String of(long version, String representation) {
        return tag(Long.toString(version, 36), representation);
    }

    /** The tag of content without a version; never equal to a versioned one, which is shorter. */
    public String of(byte[] content, String representation) {
        return tag(digest(content, ""), representation);
    }

    /**
     * Whether one of the tags is that of an instance, in any of its forms.
     *
     * @param weakly whether tags that are marked as weak count
     */
    boolean nameInstance(Collection<String> listed, byte[] content, boolean weakly) {
        String begin = '"' + name(digest(content, ""), "") + '.';
        return listed.stream()
                .map(tag -> weakly && tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.startsWith(begin));
    }

    /** The tag of a resource that does not exist. */
    String absent() {
        return '"' + incarnation + ".absent\"";
    }

    /** A short digest of a text. */
    public static String digest(String text) {
        return digest(new byte[0], text);
    }

    /** Returns whether an {@code If-None-Match} names the tag, by weak comparison; {@code *} names every resource that exists. */
    public static boolean matches(String ifNoneMatch, String tag, boolean exists) {
        if (ifNoneMatch.equals(tag)) {
            return true;
        }
        if (ifNoneMatch.equals("*")) {
            return exists;
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

    /** The cursor that stands for a version in the event history of a service. */
    public String cursor(long version, String representation) {
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
