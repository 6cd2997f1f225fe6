package hera.spawn.delivery;

import com.google.re2j.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of health checks.
 *
 * @param interval between checks of a node that is up; one that is down is checked each second
 * @param path the path that is requested
 * @param pattern the pattern that must be found in the first 64 KiB of the body, null for any body
 */
public record HealthSettings(
        Duration interval, String path, @Nullable Pattern pattern) {}
