package hera.foundation.access;

/** What a request proves of its sender. */
public sealed interface Identity permits Identity.None, Identity.Bad, Identity.Ended, Credential {
    /** There is no credential. */
    record None() implements Identity {}

    /** There is one that was never valid, or one too many. */
    record Bad() implements Identity {}

    /** There is one that was valid once. */
    record Ended(String subject) implements Identity {}
}
