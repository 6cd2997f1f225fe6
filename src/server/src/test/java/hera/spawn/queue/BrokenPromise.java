package hera.spawn.queue;

import org.jspecify.annotations.Nullable;

/** Something that Spawn promises never to happen has happened. */
final class BrokenPromise extends AssertionError {
    private static final long serialVersionUID = 1;

    private BrokenPromise(String message) {
        super(message);
    }

    /** Formats its message only when there is one to throw. */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation is of a library that is not used
    static void unless(boolean kept, String message, @Nullable Object... arguments) {
        if (!kept) {
            throw new BrokenPromise(message.formatted(arguments));
        }
    }
}
