package hera.failover.store;

import java.util.OptionalInt;

/**
 * A session as it describes itself when it joins and when it takes.
 *
 * @param id the session
 * @param member the name for people
 * @param leaseMillis its lease
 * @param priority -100 to 100
 * @param held 0 if it shares, else empty
 */
public record Candidate(SessionId id, String member, long leaseMillis, int priority, OptionalInt held) {}
