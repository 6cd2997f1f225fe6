package hera.registry.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of an origin's timestamps.
 *
 * @param after the greatest timestamp before it, itself not in it
 * @param upTo the greatest in it, in milliseconds since 1970
 */
public record Span(long after, long upTo) {
    /** All that is later. */
    static Span beyond(long after) {
        return new Span(after, Long.MAX_VALUE);
    }

    boolean isEmpty() {
        return upTo <= after;
    }

    /** What is in {@code spans} and in none of {@code others}. */
    static List<Span> minus(List<Span> spans, List<Span> others) {
        List<Span> left = spans;
        for (Span other : others) {
            List<Span> rest = new ArrayList<>(left.size() + 1);
            for (Span span : left) {
                addUnlessEmpty(rest, new Span(span.after, Math.min(span.upTo, other.after)));
                addUnlessEmpty(rest, new Span(Math.max(span.after, other.upTo), span.upTo));
            }
            left = rest;
        }
        return left;
    }

    private static void addUnlessEmpty(List<Span> spans, Span span) {
        if (!span.isEmpty()) {
            spans.add(span);
        }
    }
}
