package hera.failover.time;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Linux's time since boot, which counts suspension; resolution 10 ms. */
final class Uptime implements LongSupplier {
    private static final Path FILE = Path.of("/proc/uptime");

    /** Returns nanoseconds, or -1 where the system does not tell. */
    @Override
    public long getAsLong() {
        try {
            return parse(Files.readString(FILE, StandardCharsets.US_ASCII));
        } catch (IOException | NumberFormatException | ArithmeticException e) {
            return -1;
        }
    }

    /** Reads seconds with two decimals, followed by a space: {@code 350735.47 234388.90}. */
    static long parse(String text) {
        String seconds = text.substring(0, Math.max(0, text.indexOf(' ')));
        return new java.math.BigDecimal(seconds).movePointRight(9).longValueExact();
    }
}
