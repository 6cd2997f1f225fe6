package hera.registry.wire;

import static hera.foundation.json.MalformedInputException.Reason.BAD_DIGEST;

import hera.foundation.http.HeraHeaders;
import hera.foundation.http.PercentCodec;
import hera.foundation.json.JsonText;
import hera.foundation.json.LogSafe;
import hera.foundation.json.MalformedInputException;
import hera.foundation.names.NodeName;
import hera.registry.replica.Cursor;
import hera.registry.replica.Digest;
import hera.registry.replica.TimestampRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A codec of the gaps of a digest's cursors (rule 8) as a header: {@code Hera-Gaps: a=7-15, a=20-31, b=0-9}, for each
 * gap the timestamp before it and its last one. A node that does not know the header answers as if there were none.
 */
public final class GapsCodec {
    /** The most gaps in one header; an asker with more names them in turn. */
    public static final int MAX_SPANS = 64;

    /** The most gaps of one origin in a header: each costs a search in its list. A node keeps nine at most. */
    public static final int MAX_SPANS_OF_AN_ORIGIN = 16;

    private static final int TIMESTAMP_DIGITS = 19;

    private GapsCodec() {}

    /** Returns the greatest length of a gap of that origin in the header, in characters. */
    public static int longest(NodeName origin) {
        return PercentCodec.encode(origin.value()).length() + "=-, ".length() + 2 * TIMESTAMP_DIGITS;
    }

    /** Returns the header's value, or null when there are no gaps. */
    public static @Nullable String toHeader(Digest digest) {
        List<String> spans = new ArrayList<>();
        digest.gaps().forEach((origin, gaps) -> {
            for (TimestampRange gap : gaps) {
                spans.add(PercentCodec.encode(origin.value()) + "=" + gap.after() + "-" + gap.upTo());
            }
        });
        return spans.isEmpty() ? null : String.join(", ", spans);
    }

    /**
     * Returns the digest with the gaps in the header; gaps of origins that are not in the digest are ignored.
     *
     * @param header null for none
     * @throws MalformedInputException BAD_DIGEST naming the gap that is malformed, lies beyond the digest's timestamp
     *     or is out of order; or when there are too many
     */
    public static Digest withGaps(Digest digest, @Nullable String header) throws MalformedInputException {
        if (header == null || header.isBlank()) {
            return digest;
        }
        String[] spans = header.split(",", MAX_SPANS + 1);
        if (spans.length > MAX_SPANS) {
            throw new MalformedInputException(
                    BAD_DIGEST, HeraHeaders.GAPS + " may name at most " + MAX_SPANS + " spans");
        }
        Map<NodeName, Cursor> cursors = new LinkedHashMap<>(digest.origins());
        for (String text : spans) {
            String part = text.strip();
            int equals = part.indexOf('=');
            TimestampRange gap = span(part, equals + 1);
            NodeName origin = origin(part, Math.max(0, equals));
            Cursor cursor = cursors.get(origin);
            if (cursor != null) {
                check(part, gap, cursor);
                List<TimestampRange> gaps = new ArrayList<>(cursor.gaps());
                gaps.add(gap);
                cursors.put(origin, new Cursor(cursor.last(), gaps));
            }
        }
        return new Digest(cursors, digest.others());
    }

    private static void check(String part, TimestampRange gap, Cursor cursor) throws MalformedInputException {
        List<TimestampRange> before = cursor.gaps();
        if (before.size() == MAX_SPANS_OF_AN_ORIGIN) {
            throw refused(part, "is one span too many of its origin: at most " + MAX_SPANS_OF_AN_ORIGIN);
        }
        long end = before.isEmpty() ? -1 : before.get(before.size() - 1).upTo();
        if (gap.after() < end || gap.upTo() > cursor.last()) {
            throw refused(part, "must follow on the span before it and end by the origin's timestamp");
        }
    }

    private static NodeName origin(String part, int to) throws MalformedInputException {
        try {
            return WireNames.node(PercentCodec.decode(part, 0, to, false, BAD_DIGEST, "the origin"));
        } catch (MalformedInputException e) {
            throw refused(part, "names no origin: " + e.getMessage());
        }
    }

    private static TimestampRange span(String part, int from) throws MalformedInputException {
        byte[] text = part.getBytes(StandardCharsets.UTF_8);
        int dash = part.indexOf('-', from);
        long after = dash < 0 ? -1 : JsonText.unsigned(text, from, dash);
        long upTo = dash < 0 ? -1 : JsonText.unsigned(text, dash + 1, text.length);
        if (after < 0 || upTo <= after) {
            throw refused(part, "must be an origin and two timestamps, the smaller first: a=7-15");
        }
        return new TimestampRange(after, upTo);
    }

    private static MalformedInputException refused(String part, String why) {
        return new MalformedInputException(BAD_DIGEST, HeraHeaders.GAPS + ": '%s' %s".formatted(LogSafe.of(part), why));
    }
}
