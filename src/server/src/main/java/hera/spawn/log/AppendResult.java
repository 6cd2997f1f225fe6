package hera.spawn.log;

/** What became of a write that was to be logged. */
public sealed interface AppendResult {
    /** It is on disk. */
    record Stored(LoggedWrite write) implements AppendResult {}

    /** It is not in the log, and will not be. */
    record NotStored(String reason) implements AppendResult {}

    /** The log broke while it was committing, so nobody knows yet. */
    record Unknown(String reason) implements AppendResult {}
}
