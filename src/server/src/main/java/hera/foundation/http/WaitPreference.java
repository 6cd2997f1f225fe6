package hera.foundation.http;

import static hera.foundation.json.MalformedInputException.Reason.BAD_QUERY;

import hera.foundation.json.MalformedInputException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Enumeration;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a client lets its answer be held.
 *
 * @param longest zero for an answer at once; at most {@link #MOST}
 * @param preferred whether the client said so by the header {@code Prefer}, which the answer must confirm
 */
public record WaitPreference(Duration longest, boolean preferred) {
    /** What is asked for beyond counts as this. */
    public static final Duration MOST = Duration.ofMinutes(5);

    /** An answer at once. */
    public static final WaitPreference NONE = new WaitPreference(Duration.ZERO, false);

    private static final String NUMBER = "[0-9]{1,100}(?:\\.[0-9]{0,100})?";
    private static final Pattern SECONDS = Pattern.compile(NUMBER);

    /** RFC 7240: preferences by commas, each a name, perhaps a value, perhaps parameters. */
    private static final Pattern PREFERENCE = Pattern.compile(
            "(?:^|,)\\s*wait\\s*=\\s*(?:(" + NUMBER + ")|\"(" + NUMBER + ")\")\\s*(?=$|[,;])",
            Pattern.CASE_INSENSITIVE);

    /**
     * What the query says, else what the headers say; a header that is not understood counts as absent.
     *
     * @param query the parameter {@code wait}, if there is one
     * @param prefer the lines of the header {@code Prefer}
     * @throws MalformedInputException BAD_QUERY
     */
    public static WaitPreference of(@Nullable String query, @Nullable Enumeration<String> prefer)
            throws MalformedInputException {
        if (query != null) {
            return new WaitPreference(check(query), false);
        }
        while (prefer != null && prefer.hasMoreElements()) {
            Matcher preference = PREFERENCE.matcher(prefer.nextElement());
            if (preference.find()) {
                String seconds = preference.group(1) == null ? preference.group(2) : preference.group(1);
                return new WaitPreference(duration(seconds), true);
            }
        }
        return NONE;
    }

    /** The value of a parameter {@code wait}. */
    public static Duration check(String query) throws MalformedInputException {
        if (!SECONDS.matcher(query).matches()) {
            throw new MalformedInputException(
                    BAD_QUERY, "wait must be a number of seconds, 0 or more, as in wait=30 or wait=0.5");
        }
        return duration(query);
    }

    /** Says in the answer's headers that the preference was followed, if there was one. */
    public void confirm(BiConsumer<String, String> headers) {
        if (preferred) {
            String seconds = BigDecimal.valueOf(longest.toMillis(), 3)
                    .stripTrailingZeros()
                    .toPlainString();
            headers.accept("Preference-Applied", "wait=" + seconds);
        }
    }

    private static Duration duration(String seconds) {
        double capped = Math.min(Double.parseDouble(seconds), (double) MOST.toSeconds());
        return Duration.ofMillis(Math.round(capped * 1000));
    }
}
