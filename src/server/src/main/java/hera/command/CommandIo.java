package hera.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a command: its streams, environment variables and pauses.
 *
 * @param out the output, in UTF-8
 * @param err the error messages, a line each
 * @param terminal whether {@code out} is a terminal
 * @param variables the environment variables; null for one that is not set
 * @param pause sleeps for the given time
 * @param now the wall clock
 */
public record CommandIo(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Function<String, @Nullable String> variables,
        Consumer<Duration> pause,
        Supplier<Instant> now) {
    /** Returns the emphasis that the output takes; none where {@code NO_COLOR} is set. */
    public Colours colours() {
        String off = variables.apply("NO_COLOR");
        return new Colours(terminal && (off == null || off.isEmpty()));
    }
}
