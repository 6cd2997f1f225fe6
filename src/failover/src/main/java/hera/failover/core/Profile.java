package hera.failover.core;

/**
 * A session's description of itself.
 *
 * @param member the name for people
 * @param priority -100 to 100
 * @param share whether it shares names with other sessions
 */
public record Profile(String member, int priority, boolean share) {}
