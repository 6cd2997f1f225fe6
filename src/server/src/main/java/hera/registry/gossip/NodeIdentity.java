package hera.registry.gossip;

import hera.foundation.http.PercentCodec;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node and its incarnation, as in the header {@code Hera-Node}; the name is percent-encoded where a header could not
 * carry it.
 *
 * @param incarnation drawn by chance at each start
 */
public record NodeIdentity(NodeName name, String incarnation) {
    /** The grammar of incarnations, which are written to logs, headers and metrics unescaped. */
    private static final Pattern INCARNATION = Pattern.compile("[0-9A-Za-z_-]{1,64}");

    /** Parses a header's value; returns null for an absent or malformed one. */
    public static @Nullable NodeIdentity parse(@Nullable String header) {
        int semicolon = header == null ? -1 : header.lastIndexOf(';');
        if (header == null
                || semicolon <= 0
                || !INCARNATION
                        .matcher(header)
                        .region(semicolon + 1, header.length())
                        .matches()) {
            return null;
        }
        try {
            return new NodeIdentity(
                    new NodeName(PercentCodec.decodeSegment(header.substring(0, semicolon))),
                    header.substring(semicolon + 1));
        } catch (MalformedInputException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The header's value. */
    public String toHeader() {
        return PercentCodec.encode(name.value()) + ';' + incarnation;
    }
}
