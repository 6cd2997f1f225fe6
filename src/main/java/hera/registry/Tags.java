package hera.registry;

import java.util.StringTokenizer;

/**
 * Entity tags (RFC 9110, 8.8.3). A tag begins with this start's incarnation, so that none of another node or an earlier
 * life is taken for one of this, and goes on with the version of what it stands for.
 */
final class Tags {
    private final String incarnation;

    Tags(String incarnation) {
        this.incarnation = incarnation;
    }

    /** @param representation tells apart the forms of one content; empty for the first of them */
    String of(long version, String representation) {
        return '"' + incarnation + '-' + Long.toString(version, 36) + representation + '"';
    }

    /** Whether an {@code If-None-Match} names the tag, by weak comparison. */
    static boolean matches(String ifNoneMatch, String tag) {
        if (ifNoneMatch.equals(tag) || ifNoneMatch.equals("*")) {
            return true;
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
}
