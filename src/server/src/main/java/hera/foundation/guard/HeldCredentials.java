package hera.foundation.guard;

/** All that is held open for somebody, such as waits and streams, which ends when the credential does. Thread-safe. */
@FunctionalInterface
public interface HeldCredentials {
    /** The ones of a program that holds nothing open. */
    HeldCredentials NONE = wallMillis -> {};

    /**
     * Ends what is held by credentials that are not valid any longer, or may do something else now.
     *
     * @param wallMillis the time, in milliseconds since 1970
     */
    void endInvalid(long wallMillis);
}
