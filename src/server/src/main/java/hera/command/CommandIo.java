package hera.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The streams, variables and pauses of the process that a command runs in.
 *
 * @param out where answers go, in UTF-8
 * @param err where complaints go, a line each
 * @param terminal whether a person reads {@code out}
 * @param variables the environment variables; null for one that is not set
 * @param pause returns when that time has passed
 */
record CommandIo(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Function<String, @Nullable String> variables,
        Consumer<Duration> pause) {
    Colours colours() {
        String off = variables.apply("NO_COLOR");
        return new Colours(terminal && (off == null || off.isEmpty()));
    }
}
