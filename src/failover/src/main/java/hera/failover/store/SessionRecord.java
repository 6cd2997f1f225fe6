package hera.failover.store;

import java.util.OptionalInt;

/**
 * A session as it stands in the store.
 *
 * @param id the session
 * @param member the name for people, {@code HOST:PID}
 * @param beat the number of its beats; it only grows
 * @param leaseMillis how long nobody must have seen it beat before it may be declared dead
 * @param held how many names it holds; empty if it does not share
 * @param rung grows whenever it released something
 * @param dead true for ever once it was declared dead
 */
public record SessionRecord(
        SessionId id, String member, long beat, long leaseMillis, OptionalInt held, long rung, boolean dead) {

    /**
     * Checks the components.
     *
     * @param id the session
     * @param member the name for people, {@code HOST:PID}
     * @param beat the number of its beats; it only grows
     * @param leaseMillis how long nobody must have seen it beat before it may be declared dead
     * @param held how many names it holds; empty if it does not share
     * @param rung grows whenever it released something
     * @param dead true for ever once it was declared dead
     */
    public SessionRecord {
        if (beat < 0 || leaseMillis <= 0) {
            throw new IllegalArgumentException(
                    "session " + id + " has beat " + beat + " and a lease of " + leaseMillis + " ms");
        }
    }
}
