package hera.spawn.log;

/** The result of appending a write to the log. */
public sealed interface AppendResult {
    /** The write is on disk. */
    record Stored(LoggedWrite write) implements AppendResult {}

    /** The write is not in the log, and will not be. */
    record NotStored(String reason) implements AppendResult {}

    /** The write is not in the log, which has another one of its key: another Spawn stored it meanwhile. */
    record KeyTaken() implements AppendResult {}

    /** The log broke during the commit, so it is not known yet. */
    record Unknown(String reason) implements AppendResult {}
}
