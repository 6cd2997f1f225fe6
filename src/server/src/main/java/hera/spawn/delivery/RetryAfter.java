package hera.spawn.delivery;

import hera.spawn.queue.DeliveryResult;
import org.jspecify.annotations.Nullable;

/** The Retry-After field (RFC 9110, 10.2.3), in seconds; a date is ignored, because clocks differ. */
final class RetryAfter {
    private static final int MAX_DIGITS = 9;
    private static final long MILLIS = 1000;

    private RetryAfter() {}

    static long millis(@Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > MAX_DIGITS) {
            return DeliveryResult.NO_RETRY_AFTER;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return DeliveryResult.NO_RETRY_AFTER;
            }
        }
        return Long.parseLong(value) * MILLIS;
    }
}
