package hera.failover.store;

/**
 * A name that a session holds, with its term.
 *
 * @param name the led name
 * @param term the term of the mastership
 */
public record Holding(String name, long term) {}
