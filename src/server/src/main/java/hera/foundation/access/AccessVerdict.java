package hera.foundation.access;

import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
public sealed interface AccessVerdict {
    /**
     * It is served.
     *
     * @param credential null for what needs none
     */
    record Allowed(@Nullable Credential credential) implements AccessVerdict {}

    /**
     * It is not.
     *
     * @param subject the name of the credential, {@code -} for none
     * @param detail for the sender
     */
    record Denied(Denial reason, String subject, String detail) implements AccessVerdict {}
}
