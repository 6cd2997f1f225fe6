package hera.foundation.time;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as text: a decimal number of seconds, as in {@code hera.yml}, {@code ttl=} and {@code wait=}. */
public final class Seconds {
    /** The one grammar of a number of seconds, without a sign; a regular expression without groups. */
    public static final String GRAMMAR = "[0-9]{1,100}(?:\\.[0-9]{1,100})?";

    private static final Pattern SIGNED = Pattern.compile("-?" + GRAMMAR);
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);
    private static final int FRACTION_DIGITS = 9;

    private Seconds() {}

    /**
     * Returns the duration; fractions of a nanosecond are cut off.
     *
     * @throws IllegalArgumentException unless the text is a number from minus to plus a billion
     */
    public static Duration parse(String text) {
        BigDecimal seconds = decimal(text);
        if (seconds.abs().compareTo(MOST) > 0) {
            throw new IllegalArgumentException("must be a number of seconds below a billion, not " + text);
        }
        return duration(seconds);
    }

    /**
     * Returns the duration, or {@code most} if it is longer than that.
     *
     * @throws IllegalArgumentException unless the text is a number, without a sign
     */
    public static Duration parseUpTo(Duration most, String text) {
        BigDecimal seconds = decimal(text);
        if (text.startsWith("-")) {
            throw new IllegalArgumentException("must be a number of seconds, 0 or more, not '%s'".formatted(text));
        }
        return seconds.compareTo(number(most)) >= 0 ? most : duration(seconds);
    }

    private static BigDecimal decimal(String text) {
        if (!SIGNED.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a number of seconds, not '%s'".formatted(text));
        }
        return new BigDecimal(text);
    }

    private static Duration duration(BigDecimal seconds) {
        BigDecimal whole = new BigDecimal(seconds.toBigInteger());
        return Duration.ofSeconds(
                whole.longValueExact(),
                seconds.subtract(whole).movePointRight(FRACTION_DIGITS).longValue());
    }

    /** Returns the shortest text that {@link #parse} reads as that duration. */
    public static String text(Duration duration) {
        return number(duration).toPlainString();
    }

    /** Returns the number of seconds, without trailing zeros. */
    public static BigDecimal number(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds())
                .add(BigDecimal.valueOf(duration.getNano(), FRACTION_DIGITS))
                .stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }
}
