package hera.registry.wire;

import static hera.foundation.json.MalformedInputException.Reason.BAD_QUERY;

import hera.foundation.json.JsonScanner;
import hera.foundation.json.JsonText;
import hera.foundation.json.MalformedInputException;
import hera.registry.replica.InstanceContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A filter of instances by conditions {@code FIELD:VALUE}, all of which must be met. Immutable.
 *
 * <p>FIELD is the text before the first colon. It denotes the member of that name, and with dots also members of nested
 * objects: {@code a.b.c} finds {@code {"a.b.c": 1}}, {@code {"a": {"b.c": 1}}} and {@code {"a.b": {"c": 1}}} as well as
 * {@code {"a": {"b": {"c": 1}}}}. One match is enough, also among repeated members. VALUE is compared with the decoded
 * text of a string, and with the spelling of a number, a boolean or {@code null}; case matters. Objects and arrays
 * equal no VALUE.
 */
public final class InstanceFilter {
    /** The filter that accepts every instance. */
    public static final InstanceFilter EVERYTHING = new InstanceFilter(List.of(), Collections.emptySortedSet());

    /** The most conditions of a filter: each is evaluated for every instance of the service. */
    public static final int MOST_CONDITIONS = 16;

    private final List<Condition> conditions;
    private final SortedSet<String> spelled;

    private InstanceFilter(List<Condition> conditions, SortedSet<String> spelled) {
        this.conditions = conditions;
        this.spelled = spelled;
    }

    /**
     * Returns the filter of the given conditions, in any order.
     *
     * @throws MalformedInputException BAD_QUERY for a condition without a colon or a field, and for more than {@link
     *     #MOST_CONDITIONS}
     */
    public static InstanceFilter parse(List<String> conditions) throws MalformedInputException {
        if (conditions.size() > MOST_CONDITIONS) {
            throw new MalformedInputException(
                    BAD_QUERY,
                    "a filter may have at most " + MOST_CONDITIONS + " conditions, not " + conditions.size());
        }
        List<Condition> parsed = new ArrayList<>();
        for (String condition : conditions) {
            int colon = condition.indexOf(':');
            if (colon <= 0) {
                throw new MalformedInputException(BAD_QUERY, "where must be FIELD:VALUE, as in where=port:8080");
            }
            parsed.add(new Condition(condition.substring(0, colon), condition.substring(colon + 1)));
        }
        return parsed.isEmpty() ? EVERYTHING : new InstanceFilter(List.copyOf(parsed), new TreeSet<>(conditions));
    }

    /** Returns whether it accepts every instance. */
    public boolean isEverything() {
        return conditions.isEmpty();
    }

    /**
     * Returns whether the instance meets every condition.
     *
     * @throws IllegalStateException for an instance whose text is not valid JSON, which the edge excludes
     */
    public boolean matches(InstanceContent instance) {
        try {
            for (Condition condition : conditions) {
                if (!condition.isMet(instance.json())) {
                    return false;
                }
            }
            return true;
        } catch (MalformedInputException e) {
            throw new IllegalStateException("an instance that is no JSON object: " + e.getMessage(), e);
        }
    }

    /** Returns whether the other has the same set of conditions. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InstanceFilter that && spelled.equals(that.spelled);
    }

    @Override
    public int hashCode() {
        return spelled.hashCode();
    }

    /** Returns the sorted conditions, each on a line: the same text exactly for equal filters. */
    @Override
    public String toString() {
        return String.join("\n", spelled);
    }

    private static final class Condition {
        private static final int NEITHER = -1;
        private static final int WHOLE = Integer.MAX_VALUE;

        private final byte[] field;
        private final String value;
        private final byte[] valueUtf8;

        Condition(String field, String value) {
            this.field = field.getBytes(StandardCharsets.UTF_8);
            this.value = value;
            this.valueUtf8 = value.getBytes(StandardCharsets.UTF_8);
        }

        boolean isMet(byte[] json) throws MalformedInputException {
            return isMetIn(new JsonScanner(json, 0, json.length), json, 0);
        }

        /**
         * Searches the next object for the field, of which the bytes from {@code rest} on are left; skips the object if
         * it does not match.
         */
        private boolean isMetIn(JsonScanner scanner, byte[] json, int rest) throws MalformedInputException {
            scanner.expect('{', "to begin an object");
            if (scanner.take('}')) {
                return false;
            }
            do {
                int nameEnd = scanner.name();
                int inside = follow(json, scanner.from(), nameEnd, rest);
                if (inside >= 0 && inside != WHOLE && scanner.peek() == '{') {
                    if (isMetIn(scanner, json, inside)) {
                        return true;
                    }
                } else {
                    scanner.value();
                    if (inside == WHOLE && isEqual(json, scanner.from(), scanner.at())) {
                        return true;
                    }
                }
            } while (scanner.more('}'));
            return false;
        }

        /**
         * Matches a member's name with the rest of the field: returns NEITHER, WHOLE, or the index after the dot where
         * the field continues inside the member.
         */
        private int follow(byte[] json, int nameFrom, int nameEnd, int rest) {
            byte[] name = json;
            int from = nameFrom + 1;
            int to = nameEnd - 1;
            if (JsonText.indexOf(json, (byte) '\\', from, to) >= 0) {
                name = JsonText.unquote(json, nameFrom, nameEnd).getBytes(StandardCharsets.UTF_8);
                from = 0;
                to = name.length;
            }
            int end = rest + to - from;
            if (end > field.length) {
                return NEITHER;
            }
            for (int i = 0; i < to - from; i++) {
                if (field[rest + i] != name[from + i]) {
                    return NEITHER;
                }
            }
            return end == field.length ? WHOLE : field[end] == '.' ? end + 1 : NEITHER;
        }

        private boolean isEqual(byte[] json, int from, int to) {
            return switch (json[from]) {
                case '{', '[' -> false;
                case '"' -> JsonText.stringEquals(json, from, to, value, valueUtf8);
                default -> Arrays.equals(json, from, to, valueUtf8, 0, valueUtf8.length);
            };
        }
    }
}
