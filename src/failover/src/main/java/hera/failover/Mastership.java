package hera.failover;

import java.util.Optional;

/**
 * The present master of a name.
 *
 * @param name the led name
 * @param member the master's name for people
 * @param term its term
 * @param identifier the identifier that was last synchronized
 */
public record Mastership(String name, String member, long term, Optional<String> identifier) {}
