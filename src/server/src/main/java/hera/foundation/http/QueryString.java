package hera.foundation.http;

import static hera.foundation.json.MalformedInputException.Reason.BAD_QUERY;

import hera.foundation.json.MalformedInputException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of a query string, in the order in which they came. Immutable. */
public final class QueryString {
    private static final QueryString NONE = new QueryString(List.of());

    private final List<Parameter> parameters;

    private QueryString(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    /**
     * One {@code name=value}.
     *
     * @param name decoded, may be empty
     * @param value decoded; empty where there is none
     */
    public record Parameter(String name, String value) {}

    /**
     * Parses the part of the request line after the question mark; {@code null} and an empty text have no parameters.
     * {@code +} is a space; a parameter without {@code =} has an empty value.
     *
     * @throws MalformedInputException BAD_QUERY for broken percent-encoding
     */
    public static QueryString parse(@Nullable String raw) throws MalformedInputException {
        if (raw == null || raw.isEmpty()) {
            return NONE;
        }
        List<Parameter> parameters = new ArrayList<>();
        int from = 0;
        while (from <= raw.length()) {
            int ampersand = raw.indexOf('&', from);
            int to = ampersand < 0 ? raw.length() : ampersand;
            if (to > from) {
                parameters.add(parameter(raw, from, to));
            }
            from = to + 1;
        }
        return new QueryString(List.copyOf(parameters));
    }

    private static Parameter parameter(String raw, int from, int to) throws MalformedInputException {
        int equals = from;
        while (equals < to && raw.charAt(equals) != '=') {
            equals++;
        }
        return new Parameter(decode(raw, from, equals), equals < to ? decode(raw, equals + 1, to) : "");
    }

    private static String decode(String raw, int from, int to) throws MalformedInputException {
        return PercentCodec.decode(raw, from, to, true, BAD_QUERY, "the query string");
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    /** Returns whether a flag such as {@code ?pretty} is given, with any value but {@code false}. */
    public boolean isOn(String flag) {
        String value = first(flag);
        return value != null && !value.equals("false");
    }

    /** The value of the first parameter of that name, or {@code null} when there is none. */
    public @Nullable String first(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.value();
            }
        }
        return null;
    }

    /** The values of all parameters of that name, in order. */
    public List<String> all(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .toList();
    }
}
