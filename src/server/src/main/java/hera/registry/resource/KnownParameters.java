package hera.registry.resource;

import hera.foundation.http.QueryString;
import hera.foundation.json.LogSafe;
import hera.foundation.json.MalformedInputException;
import hera.foundation.json.MalformedInputException.Reason;
import hera.foundation.names.NearMiss;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that a resource knows. An unknown one, such as a misspelling, is refused, because without it the
 * request would mean something else; names that begin with {@code _} are left to clients and caches.
 *
 * @param names each at most once in a query
 * @param repeatable the parameter that may come several times; null for none
 */
public record KnownParameters(List<String> names, @Nullable String repeatable) {
    /** Parameters that may come once each. */
    public static KnownParameters of(String... names) {
        return new KnownParameters(List.of(names), null);
    }

    /** These and one that may come several times. */
    public KnownParameters andAny(String name) {
        return new KnownParameters(names, name);
    }

    /**
     * Reads a query string.
     *
     * @throws MalformedInputException BAD_QUERY for broken encoding, an unknown parameter, or one that comes twice
     */
    public QueryString parse(@Nullable String raw) throws MalformedInputException {
        QueryString query = QueryString.parse(raw);
        long seen = 0;
        for (QueryString.Parameter parameter : query.parameters()) {
            String name = parameter.name();
            int place = names.indexOf(name);
            if (place >= 0) {
                if ((seen & 1L << place) != 0) {
                    throw new MalformedInputException(
                            Reason.BAD_QUERY, "the query has " + name + " twice: which of them is meant?");
                }
                seen |= 1L << place;
            } else if (!name.equals(repeatable) && !name.startsWith("_")) {
                throw unknown(name);
            }
        }
        return query;
    }

    private MalformedInputException unknown(String name) {
        String wanted = repeatable == null ? "" : repeatable;
        List<String> known = wanted.isEmpty()
                ? names
                : Stream.concat(names.stream(), Stream.of(wanted)).toList();
        String all = known.isEmpty() ? "has none" : "knows " + String.join(", ", known);
        return new MalformedInputException(
                Reason.BAD_QUERY,
                "unknown query parameter '" + LogSafe.of(name) + "'"
                        + NearMiss.hint(name.toLowerCase(Locale.ROOT), known) + " (this path " + all + ")");
    }
}
