package hera.foundation.time;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Failures of asynchronous work. */
public final class Failures {
    private Failures() {}

    /** Returns the failure inside the {@link CompletionException}s that a future has put around it. */
    public static @Nullable Throwable cause(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
