package hera.spawn.queue;

import hera.spawn.log.LoggedWrite;
import hera.spawn.log.NodeOutcome;
import hera.spawn.log.StoredAnswer;

/** The reply to the client of a write. Exactly one of these methods is called, once. */
public interface ClientReply {
    /**
     * The reason why a write was not stored.
     *
     * @param status of the answer
     * @param detail for a person
     */
    public record Refusal(int status, String detail) {
        static Refusal unavailable(String detail) {
            return new Refusal(503, detail);
        }
    }

    /**
     * Passes on a node's answer.
     *
     * @param outcome the outcome of the write at that node
     * @param answer the node's answer, which the callee has to release
     * @param repeat whether the write was stored by an earlier request with the same key
     */
    void pass(LoggedWrite write, String node, NodeOutcome outcome, WriteAnswer answer, boolean repeat);

    /** Passes on a kept answer. */
    void pass(LoggedWrite write, StoredAnswer answer);

    /** Replies 202: the write is stored. */
    void accepted(WriteReport report, boolean repeat);

    /** Replies 200 with the report, because the answer itself was not kept. */
    void report(WriteReport report);

    /** Replies 502: the policy can no longer be met. */
    void impossible(WriteReport report);

    /** Replies 504: the write is stored, but too few answers came in time. */
    void timedOut(WriteReport report);

    /** Replies 500: it is unknown whether the write is stored. */
    void unknown(String id, String reason);

    /** Replies that the write is not stored. */
    void refused(Refusal refusal);
}
