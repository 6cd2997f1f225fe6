package hera.spawn.log;

import java.util.List;

/** The result of appending a write to the log. */
public sealed interface AppendResult {
    /**
     * The write is on disk.
     *
     * @param members the nodes that were members when it was logged, the primary first
     */
    record Stored(LoggedWrite write, List<Long> members) implements AppendResult {
        public Stored {
            members = List.copyOf(members);
        }
    }

    /** The write is not in the log, and will not be. */
    record NotStored(String reason) implements AppendResult {}

    /** The write is not in the log, which has another one of its key: another Spawn stored it meanwhile. */
    record KeyTaken() implements AppendResult {}

    /** The log broke during the commit, so it is not known yet. */
    record Unknown(String reason) implements AppendResult {}
}
