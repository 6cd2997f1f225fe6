package hera.foundation.time;

import java.util.concurrent.CompletionException;

/** The unwrapping of failures of asynchronous work. */
public final class Failures {
    private Failures() {}

    /** Returns the failure inside the {@link CompletionException}s that a future has put around it. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        Throwable inner = failure.getCause();
        while (cause instanceof CompletionException && inner != null) {
            cause = inner;
            inner = inner.getCause();
        }
        return cause;
    }
}
