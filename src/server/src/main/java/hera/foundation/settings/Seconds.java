package hera.foundation.settings;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as people write them in {@code hera.yml}: seconds, with a fraction or without. */
public final class Seconds {
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);
    private static final int FRACTION_DIGITS = 9;

    private Seconds() {}

    public static Duration parse(String text) {
        if (!text.matches("-?[0-9]{1,20}(\\.[0-9]{1,20})?")) {
            throw new IllegalArgumentException("must be a number of seconds, not '%s'".formatted(text));
        }
        BigDecimal seconds = new BigDecimal(text);
        if (seconds.abs().compareTo(MOST) > 0) {
            throw new IllegalArgumentException("must be a number of seconds below a billion, not " + text);
        }
        BigDecimal whole = new BigDecimal(seconds.toBigInteger());
        return Duration.ofSeconds(
                whole.longValueExact(),
                seconds.subtract(whole).movePointRight(FRACTION_DIGITS).longValue());
    }

    public static String text(Duration duration) {
        return number(duration).toPlainString();
    }

    public static BigDecimal number(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds())
                .add(BigDecimal.valueOf(duration.getNano(), FRACTION_DIGITS))
                .stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }
}
