package hera.spawn.delivery;

import com.google.re2j.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How nodes are checked.
 *
 * @param interval between checks of a node that is up; one that is down is checked each second
 * @param path that is asked for
 * @param pattern that must be found in the first 64 KiB of the body, null for any body
 */
public record HealthSettings(
        Duration interval, String path, @Nullable Pattern pattern) {}
