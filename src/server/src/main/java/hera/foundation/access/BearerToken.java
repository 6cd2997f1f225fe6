package hera.foundation.access;

import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * What a request's {@code Authorization} fields say (RFC 6750).
 *
 * @param token null where there is none, or none that can be one
 * @param isSent whether there is any such field: with it, the field counts alone
 */
record BearerToken(@Nullable String token, boolean isSent) {
    private static final String SCHEME = "Bearer ";

    /** Reads the fields; two are as bad as none that is right. */
    static BearerToken of(Enumeration<String> fields) {
        if (!fields.hasMoreElements()) {
            return new BearerToken(null, false);
        }
        String field = fields.nextElement();
        if (fields.hasMoreElements() || !field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new BearerToken(null, true);
        }
        String token = field.substring(SCHEME.length());
        return new BearerToken(Tokens.isToken(token) ? token : null, true);
    }

    /** Without the token, which no log may hold. */
    @Override
    public String toString() {
        return "BearerToken[" + (token == null ? "none" : "hidden") + "]";
    }
}
