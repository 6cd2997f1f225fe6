package hera.foundation.http;

import static hera.foundation.json.MalformedInputException.Reason.BAD_QUERY;

import hera.foundation.json.MalformedInputException;
import hera.foundation.time.Seconds;
import java.time.Duration;
import java.util.Enumeration;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The preference {@code wait} of a request: how long its response may be delayed until there is news.
 *
 * @param longest the longest delay; zero for a response at once; at most {@link #MOST}
 * @param preferred whether the client stated it by the header {@code Prefer}, which the response must confirm
 */
public record WaitPreference(Duration longest, boolean preferred) {
    /** The request header that states the preference. */
    public static final String PREFER = "Prefer";

    /** The response header that confirms it. */
    public static final String APPLIED = "Preference-Applied";

    /** The longest wait; a longer one counts as this. */
    public static final Duration MOST = Duration.ofMinutes(5);

    /** A response at once. */
    public static final WaitPreference NONE = new WaitPreference(Duration.ZERO, false);

    /** RFC 7240: a comma-separated list of preferences, each a name, optionally with a value and parameters. */
    private static final Pattern PREFERENCE = Pattern.compile(
            "(?:^|,)\\s*wait\\s*=\\s*(?:(" + Seconds.GRAMMAR + ")|\"(" + Seconds.GRAMMAR + ")\")\\s*(?=$|[,;])",
            Pattern.CASE_INSENSITIVE);

    /**
     * Returns the preference in the query, else the one in the headers; a malformed header counts as absent.
     *
     * @param query the parameter {@code wait}; null if there is none
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
                return new WaitPreference(Seconds.parseUpTo(MOST, seconds), true);
            }
        }
        return NONE;
    }

    /**
     * Returns the value of a parameter {@code wait}.
     *
     * @throws MalformedInputException BAD_QUERY
     */
    public static Duration check(String query) throws MalformedInputException {
        try {
            return Seconds.parseUpTo(MOST, query);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    BAD_QUERY, "wait must be a number of seconds, 0 or more, as in wait=30 or wait=0.5");
        }
    }

    /** Returns this preference with its wait limited to {@code most}. */
    public WaitPreference atMost(Duration most) {
        return longest.compareTo(most) <= 0 ? this : new WaitPreference(most, preferred);
    }

    /** Sets the response header {@code Preference-Applied} if the client sent {@code Prefer}. */
    public void confirm(BiConsumer<String, String> headers) {
        if (preferred) {
            headers.accept(APPLIED, "wait=" + Seconds.text(longest));
        }
    }

    /** Returns the value of a request's header {@link #PREFER}. */
    public static String prefer(Duration longest) {
        return "wait=" + Seconds.text(longest);
    }
}
