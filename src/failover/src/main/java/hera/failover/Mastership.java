package hera.failover;

import java.util.Optional;

/**
 * Who rules.
 *
 * @param name what is led
 * @param member the master's name for people
 * @param term its term
 * @param identifier what was last synchronized
 */
public record Mastership(String name, String member, long term, Optional<String> identifier) {}
