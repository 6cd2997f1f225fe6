package hera.foundation.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Content-Digest} field of RFC 9530, with {@code sha-256}. */
public final class ContentDigest {
    public static final String HEADER = "Content-Digest";

    private static final String ALGORITHM = "sha-256";

    // One member of a dictionary of byte sequences (RFC 8941), its parameters, and the comma or the end after it.
    private static final Pattern MEMBER = Pattern.compile("[ \\t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):"
            + "(?:; *[a-z*][a-z0-9_.*-]*(?:=(?:[A-Za-z0-9?*.:/_+-]+|\"[^\"\\\\]*\"))?)*+[ \\t]*(,|$)");

    private ContentDigest() {}

    /** The field's value for {@code content}. */
    public static String of(byte[] content) {
        return ALGORITHM + "=:" + Base64.getEncoder().encodeToString(sha256(content)) + ":";
    }

    /**
     * Returns whether {@code content} has the digest that the field states. Algorithms other than {@code sha-256} are
     * ignored; an empty or malformed field matches nothing.
     */
    public static boolean matches(String field, byte[] content) {
        Matcher member = MEMBER.matcher(field);
        boolean matches = true;
        int at = 0;
        boolean more = true;
        while (more) {
            if (!member.region(at, field.length()).lookingAt()) {
                return false;
            }
            if (member.group(1).equals(ALGORITHM)) {
                matches = isDigest(member.group(2), content);
            }
            at = member.end();
            more = !member.group(3).isEmpty();
        }
        return matches;
    }

    private static boolean isDigest(String base64, byte[] content) {
        try {
            return MessageDigest.isEqual(Base64.getDecoder().decode(base64), sha256(content));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
