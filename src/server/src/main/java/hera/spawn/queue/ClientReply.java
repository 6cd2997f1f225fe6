package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.StoredAnswer;

/** The client of a write, who waits for one answer. One of these methods is called, once. */
public interface ClientReply {
    /**
     * A node's answer.
     *
     * @param outcome what became of the write at that node
     * @param answer to be released by whoever is called
     * @param repeat whether the write was stored by an earlier request with the same key
     */
    void pass(LoggedWrite write, String node, NodeOutcome outcome, NodeAnswer answer, boolean repeat);

    /** An answer that was kept. */
    void pass(LoggedWrite write, StoredAnswer answer);

    /** It is stored: 202. */
    void accepted(WriteReport report, boolean repeat);

    /** Nothing but the report is known of what was answered: 200. */
    void report(WriteReport report);

    /** The policy can no longer hold: 502. */
    void impossible(WriteReport report);

    /** Stored, and not enough answers in time: 504. */
    void timedOut(WriteReport report);

    /** Unknown whether it is stored: 500. */
    void unknown(String id, String reason);

    /** Not stored. */
    void refused(Refusal refusal);
}
