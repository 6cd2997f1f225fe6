package hera.registry.simulation;

import org.jspecify.annotations.Nullable;

/** Something that Hera promises never to happen has happened. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String message) {
        super(message);
    }

    /** Formats its message only when there is one to throw. */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation is of a library that is not used
    static void when(boolean happened, String message, @Nullable Object... arguments) {
        if (happened) {
            throw new Violation(message.formatted(arguments));
        }
    }
}
