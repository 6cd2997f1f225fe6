package hera.client.http;

import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The status and the headers of an answer.
 *
 * @param status three digits
 * @param headers from name in lower case to the first value
 */
public record Head(int status, Map<String, String> headers) {
    private static final int MOST_DIGITS = 18;

    /** A copy. */
    public Head {
        headers = Map.copyOf(headers);
    }

    /** Returns the first value of a header, or null. */
    public @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    /** Returns the value of a header that is a whole number, not negative; empty for any other. */
    public OptionalLong number(String lowerCaseName) {
        String text = headers.getOrDefault(lowerCaseName, "").strip();
        boolean digits =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** Whether a header has the value {@code false}. */
    public boolean isFalse(String lowerCaseName) {
        return "false".equalsIgnoreCase(headers.getOrDefault(lowerCaseName, "").strip());
    }
}
