package hera.foundation.access;

import hera.foundation.http.PercentCodec;
import hera.foundation.json.MalformedInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of whole names, case and all. It is spelled as a segment of a path, percent-encoded and decoded once; {@code *}
 * stands for any run of characters, none too, and {@code {subject}} for the credential's name, letter by letter.
 */
final class NamePattern {
    /*
     * The literals between the stars are looked for from left to right, each at its first place behind the one before. That
     * is enough, because a star takes whatever stands between. Each is found by Knuth, Morris and Pratt's algorithm, so a
     * match takes time linear in name and pattern, whatever the pattern is.
     */

    static final NamePattern ANY = parse("*", "");

    private static final String SUBJECT = "{subject}";

    private final List<Literal> literals;

    private NamePattern(List<Literal> literals) {
        this.literals = literals;
    }

    /**
     * Reads a pattern.
     *
     * @param subject the name that {@code {subject}} stands for
     * @throws IllegalArgumentException for an empty one, one that is badly encoded, and braces around anything else
     */
    static NamePattern parse(String text, String subject) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("has nothing behind the colon or the slash: give a name or *");
        }
        List<Literal> literals = new ArrayList<>();
        for (String part : text.split("\\*", -1)) {
            literals.add(Literal.of(literal(part, subject)));
        }
        return new NamePattern(List.copyOf(literals));
    }

    private static String literal(String part, String subject) {
        StringBuilder decoded = new StringBuilder();
        int from = 0;
        for (int at = part.indexOf(SUBJECT); at >= 0; at = part.indexOf(SUBJECT, from)) {
            decoded.append(decode(part.substring(from, at))).append(subject);
            from = at + SUBJECT.length();
        }
        return decoded.append(decode(part.substring(from))).toString();
    }

    private static String decode(String encoded) {
        if (encoded.indexOf('{') >= 0 || encoded.indexOf('}') >= 0) {
            throw new IllegalArgumentException("has braces around something other than subject: write %7B and %7D");
        }
        try {
            return PercentCodec.decodeSegment(encoded);
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Returns whether it matches every name. */
    boolean isAny() {
        return literals.size() > 1 && literals.stream().allMatch(literal -> literal.text.isEmpty());
    }

    /** Returns whether it matches the whole name. */
    boolean matches(String name) {
        String first = literals.get(0).text;
        if (literals.size() == 1) {
            return name.equals(first);
        }
        String last = literals.get(literals.size() - 1).text;
        int end = name.length() - last.length();
        if (end < first.length() || !name.startsWith(first) || !name.endsWith(last)) {
            return false;
        }
        int at = first.length();
        for (Literal literal : literals.subList(1, literals.size() - 1)) {
            at = literal.endIn(name, at, end);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    /** A text without stars, and for each length of its beginning, how much of that beginning it ends with. */
    @SuppressWarnings("ArrayRecordComponent") // made once, never compared
    private record Literal(String text, int[] overlaps) {
        static Literal of(String text) {
            int[] overlaps = new int[text.length()];
            for (int i = 1, matched = 0; i < text.length(); i++) {
                while (matched > 0 && text.charAt(i) != text.charAt(matched)) {
                    matched = overlaps[matched - 1];
                }
                if (text.charAt(i) == text.charAt(matched)) {
                    matched++;
                }
                overlaps[i] = matched;
            }
            return new Literal(text, overlaps);
        }

        /** Returns the end of its first occurrence between the bounds, or -1. */
        int endIn(String name, int from, int to) {
            int matched = 0;
            for (int at = from; matched < text.length(); at++) {
                if (at >= to) {
                    return -1;
                }
                while (matched > 0 && name.charAt(at) != text.charAt(matched)) {
                    matched = overlaps[matched - 1];
                }
                if (name.charAt(at) == text.charAt(matched)) {
                    matched++;
                }
                if (matched == text.length()) {
                    return at + 1;
                }
            }
            return from;
        }
    }
}
